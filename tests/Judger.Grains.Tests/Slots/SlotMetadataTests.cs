using Judger.Grains.Catalog;
using Judger.Grains.Slots;
using Judger.Inference.Manifest;
using Judger.Inference.Simulation;

namespace Judger.Grains.Tests.Slots;

public sealed class SlotMetadataTests
{
    [Fact]
    public void What_a_silo_publishes_is_what_others_read()
    {
        SlotOptions[] slots =
        [
            new() { Device = "cuda:0", ModelFolder = "/models/llava-7b/" },
            new() { Device = "cuda:1", ModelFolder = "/models/llava-7b", Model = "llava;7b", Weight = 2.5, Roles = ModelRole.Baseline | ModelRole.Cropper },
        ];

        var read = SlotMetadata.Read(SlotMetadata.Write("gpu-3", slots));

        Assert.Equal(
            [
                new Slot(new("gpu-3", "cuda:0", "llava-7b"), ModelRole.All, "llava-7b"),
                new Slot(new("gpu-3", "cuda:1", "llava;7b"), ModelRole.Baseline | ModelRole.Cropper, "llava;7b", 2.5),
            ],
            read);
    }

    [Fact]
    public async Task What_a_model_knows_is_published_with_every_slot_of_it()
    {
        var folder = Directory.CreateTempSubdirectory("judger-scope-").FullName;
        try
        {
            await using var engine = SimulatedDevice.Start(new(), new() { Device = "simulated:0" });
            var files = ModelFileNames.Required.ToDictionary(name => name, _ => new ModelFile(0, ""));
            ModelFolder.WriteManifest(folder, engine.Manifest with { Scope = "road signs", Files = files });
            SlotOptions[] slots =
            [
                new() { Device = "cpu:0", ModelFolder = folder, Model = "signs", Roles = ModelRole.Cropper },
                new() { Device = "cpu:1", ModelFolder = folder, Model = "signs", Roles = ModelRole.Baseline },
                new() { Device = "cpu:0", ModelFolder = Path.Combine(folder, "none"), Model = "broken" },
                new() { Device = "simulated:0" },
            ];

            var read = SlotMetadata.Read(SlotMetadata.Write("a", slots).Concat(ModelScopes.Publish(slots)));

            Assert.Equal(["road signs", "road signs", null, null], read.Select(slot => slot.Scope));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Other_metadata_is_left_alone()
    {
        var others = new Dictionary<string, string>
        {
            ["rack"] = "7",
            ["judger.slot/a/cpu:0/m"] = "all of them",
            ["judger.slot/b/cpu:0/m"] = "7;heavy;m",
            ["judger.slots"] = "7",
        };

        Assert.Empty(SlotMetadata.Read(others));
    }

    [Fact]
    public void A_silo_without_slots_publishes_nothing() => Assert.Empty(SlotMetadata.Write("gateway", []));
}
