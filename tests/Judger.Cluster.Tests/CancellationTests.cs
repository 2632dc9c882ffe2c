using Judger.Cluster.Tests.Support;

namespace Judger.Cluster.Tests;

/// <summary>Work that nobody waits for leaves its device.</summary>
[Collection("clusters")]
public sealed class CancellationTests
{
    // One decode step takes so long that what happens within a step can be seen, on a busy computer too.
    private static readonly SiloSpec Slow = new(
        "a", "Slots:0:Device=simulated:0", "Slots:0:Engine:Workers=1", "Slots:0:Simulated:DecodeStep=00:00:00.5", "Slots:0:Simulated:AnswerTokens=20",
        "Slots:0:Simulated:Encode=00:00:00.001", "Slots:0:Simulated:PrefillToken=00:00:00");

    [Fact]
    public async Task A_caller_who_hangs_up_frees_the_lane_within_a_step()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await JudgerCluster.StartSteadyAsync(redis, Slow, SiloSpec.Gateway);
        var image = await cluster.PutNewImageAsync();
        using var hangUp = new CancellationTokenSource();
        var asked = cluster.Client.AskAsync(new() { Images = [image], Question = "What is it?" }, QuestionId.Parse("hang-up"), hangUp.Token);
        await UntilAsync(cluster, slot => slot.Load!.Running == 1 && slot.DecodeSteps > 2);

        var before = (await SlotAsync(cluster)).DecodeSteps;
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await UntilAsync(cluster, slot => slot.Load!.Running == 0);

        // The step that ran when the news arrived, and one that began while they travelled.
        Assert.InRange((await SlotAsync(cluster)).DecodeSteps - before, 0, 2);
        await Task.Delay(1200, TestContext.Current.CancellationToken);
        Assert.InRange((await SlotAsync(cluster)).DecodeSteps - before, 0, 2);
    }

    [Fact]
    public async Task A_client_that_disappears_is_given_up_on_after_a_while()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await JudgerCluster.StartAsync(
            redis, Slow with { Settings = [.. Slow.Settings, "Slots:0:Simulated:DecodeStep=00:00:02"] }, SiloSpec.Gateway);
        var image = await cluster.PutNewImageAsync();
        var grain = cluster.Grains.GetGrain<IQuestionGrain>("gone");

        // What is left of a client that asked once and died: nobody asks again.
        var record = await grain.AskAsync(new() { Images = [image], Question = "What is it?" }, QuestionLimits.MaxWait, TestContext.Current.CancellationToken);
        Assert.False(record.IsFinished);
        Assert.Equal(1, (await SlotAsync(cluster)).Load!.Running);

        await UntilAsync(cluster, slot => slot.Load!.Running == 0);
    }

    private static async Task<SlotReport> SlotAsync(JudgerCluster cluster) => Assert.Single((await cluster.ReportAsync("a")).Slots);

    private static async Task UntilAsync(JudgerCluster cluster, Func<SlotReport, bool> isSo)
    {
        for (var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(20);
            !isSo(await SlotAsync(cluster));
            await Task.Delay(10, TestContext.Current.CancellationToken))
            Assert.True(DateTime.UtcNow < deadline, "It did not happen.");
    }
}
