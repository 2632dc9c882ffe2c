using Judger.Grains.Tests.Support;
using Judger.Inference.Errors;

namespace Judger.Grains.Tests.Questions;

/// <summary>A full slot refuses what has not begun and is waited for by what has.</summary>
public sealed class OverloadTests(JudgerSilo silo)
{
    [Fact]
    public async Task A_question_that_no_slot_takes_is_refused_at_once_and_leaves_nothing()
    {
        var request = await silo.PrepareAsync(new() { Before = Full(Pass.Baseline, times: 1) });
        var id = JudgerSilo.NewId();

        var refused = await Assert.ThrowsAsync<OverloadedException>(() => silo.AskAsync(request, id));

        Assert.Equal(("overloaded", true), (refused.Code, refused.IsTransient));
        Assert.InRange(refused.RetryAfter, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1));
        Assert.Single(silo.Engine.CallsOf(request));
        Assert.Null(await silo.Client.GetAsync(id, TestContext.Current.CancellationToken));
        Assert.Equal("3", (await silo.AskAsync(request, id)).Answer);
    }

    [Theory]
    [InlineData(nameof(Pass.GeneralRow))]
    [InlineData(nameof(Pass.Refined))]
    [InlineData(nameof(Pass.SelfJudgment))]
    public async Task A_question_that_has_begun_waits_for_its_slot(string pass)
    {
        var request = await silo.PrepareAsync(new() { Before = Full(Enum.Parse<Pass>(pass), times: 2) });

        var record = await silo.AskAsync(request);

        Assert.Equal("3", record.Answer);
        Assert.Equal(3, silo.Engine.CallsOf(request).Count(call => call.Pass == Enum.Parse<Pass>(pass)));
    }

    private static Func<EngineCall, CancellationToken, Task> Full(Pass pass, int times) =>
        (call, _) => call.Pass == pass && times-- > 0 ? Task.FromException(new QueueFullException("cpu:0", 4, TimeSpan.FromSeconds(1))) : Task.CompletedTask;
}
