using Judger.Grains.Tests.Support;

namespace Judger.Grains.Tests.Models;

/// <summary>Model grains are where their slot is, and nowhere else.</summary>
public sealed class PlacementTests(JudgerSilo silo)
{
    private const string Message = "No active silo owns slot elsewhere/cuda:0/llava; ask again in a while, or start a silo with that slot.";

    private static readonly AskRequest Asked = new() { Images = [default], Question = "?" };
    private static readonly StageContext Context = new(TimeSpan.Zero, TimeSpan.FromMinutes(1), IsAdmission: true);

    [Fact]
    public async Task A_slot_that_no_silo_owns_is_unavailable_in_every_role()
    {
        const string slot = "elsewhere/cuda:0/llava";
        var cancellation = TestContext.Current.CancellationToken;

        var baseline = await Assert.ThrowsAsync<SlotUnavailableException>(
            () => silo.Grains.GetGrain<IBaselineGrain>(slot).AnswerAsync(new(Asked, Context), cancellation));
        var cropper = await Assert.ThrowsAsync<SlotUnavailableException>(
            () => silo.Grains.GetGrain<ICropperGrain>(slot).LocateAsync(new(Asked, null, Context), cancellation));
        var judged = await Assert.ThrowsAsync<SlotUnavailableException>(
            () => silo.Grains.GetGrain<IJudgedAnswerGrain>(slot).AnswerAsync(new(Asked, default, Context), cancellation));

        Assert.Equal([Message, Message, Message], new[] { baseline.Message, cropper.Message, judged.Message });
        Assert.Equal("slot_unavailable", baseline.Code);
    }

    [Fact]
    public async Task A_slot_is_found_by_its_key()
    {
        var request = await silo.PrepareAsync(new() { Baseline = "blue" });

        var result = await silo.Grains
            .GetGrain<IBaselineGrain>("local/cpu:0/scripted")
            .AnswerAsync(new(request, Context), TestContext.Current.CancellationToken);

        Assert.Equal("blue", result.Value!.Answer.Text);
        Assert.Equal(144, result.Value.Attention!.Values.Length);
    }
}
