using Judger.Grains.Slots;

namespace Judger.Grains.Tests.Slots;

public sealed class SlotOptionsValidatorTests
{
    [Fact]
    public void Slots_that_can_be_started_have_no_errors()
    {
        Assert.Empty(SlotOptionsValidator.Errors([]));
        Assert.Empty(SlotOptionsValidator.Errors(
            [new() { ModelFolder = "m" }, new() { Device = "cuda:0", ModelFolder = "m" }, new() { ModelFolder = "n", Roles = ModelRole.Cropper }]));
    }

    [Fact]
    public void All_errors_are_told_at_once_with_their_keys()
    {
        var errors = SlotOptionsValidator.Errors(
        [
            new() { Device = " ", ModelFolder = "", Roles = ModelRole.None },
            new() { ModelFolder = "a/m", Roles = (ModelRole)8 },
            new() { ModelFolder = "b/m" },
        ]);

        Assert.Equal(
        [
            "Slots:0:Device is empty; name a device, such as cpu:0.",
            "Slots:0:ModelFolder is empty; name a folder that `judger export` wrote.",
            "Slots:0:Roles is None; name at least one of Baseline, Cropper, JudgedAnswer.",
            "Slots:1:Roles is 8; name at least one of Baseline, Cropper, JudgedAnswer.",
            "Slot cpu:0/m is listed 2 times; list it once with all its roles.",
        ], errors);
    }
}
