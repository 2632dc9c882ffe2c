using Judger.Client;
using Judger.Grains.Questions;
using Judger.Grains.Tests.Support;

namespace Judger.Grains.Tests.Questions;

/// <summary>A background question that cannot be finished ends as failed, once.</summary>
public sealed class ResumptionTests : IAsyncLifetime
{
    private const int MaxResumptions = 2;

    private readonly JudgerSilo _silo = new(
        new QuestionOptions { MaxResumptions = MaxResumptions, ReminderPeriod = TimeSpan.FromSeconds(1), SlotTimeout = TimeSpan.Zero });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IJudgerClient Client => _silo.Client;

    public ValueTask InitializeAsync() => _silo.InitializeAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task A_question_that_finds_no_slot_each_time_fails_after_its_last_resumption_and_is_left_alone()
    {
        var record = await FailAsync("nowhere", new() { Before = (_, _) => throw new SlotUnavailableException("gone") });

        Assert.Equal(QuestionStage.Baseline, record.Failed!.Stage);
        Assert.StartsWith(
            "Question nowhere was started 3 times and never finished.", Assert.IsType<StageFailure>(record.Failed.Outcome).Message, StringComparison.Ordinal);
        await AssertIsOverAsync(record);
    }

    [Fact]
    public async Task A_question_that_no_device_can_answer_fails_at_once()
    {
        var record = await FailAsync("impossible", new() { Before = (_, _) => throw new QuestionRejectedException("Too long.") });

        Assert.Equal(new StageFailure("Too long.", 1), record.Failed!.Outcome);
        Assert.Single(record.Runs);
        await AssertIsOverAsync(record);
    }

    [Fact]
    public async Task A_question_that_fails_in_a_later_stage_keeps_what_it_had()
    {
        var record = await FailAsync(
            "later", new() { Before = (call, _) => call.Pass == Pass.Refined ? throw new ArithmeticException("No number.") : Task.CompletedTask });

        Assert.Equal([QuestionStage.Baseline, QuestionStage.Locate, QuestionStage.Refine], record.Stages.Select(entry => entry.Stage));
        Assert.Equal(3, Assert.IsType<StageFailure>(record.Failed!.Outcome).Attempts);
        await AssertIsOverAsync(record);
    }

    [Fact]
    public async Task A_run_that_its_silo_survived_is_no_death()
    {
        var record = await FailAsync("survived", new() { Before = (_, _) => throw new SlotUnavailableException("gone") });

        Assert.Equal((MaxResumptions, 0), (record.Runs.Count, record.Deaths));
        Assert.All(record.Runs, run => Assert.True(run.HasEnded));
    }

    private async Task<QuestionRecord> FailAsync(string id, Script script)
    {
        await Client.AskInBackgroundAsync(await _silo.PrepareAsync(script, new()), QuestionId.Parse(id), Token);
        for (var wait = 0; wait < 600; wait++)
        {
            if (await Client.GetAsync(QuestionId.Parse(id), Token) is { Failed: not null } record) return record;
            await Task.Delay(100, Token);
        }

        throw new TimeoutException($"{id} has not failed.");
    }

    // The reminder is gone: nothing is tried or written any more.
    private async Task AssertIsOverAsync(QuestionRecord record)
    {
        await Task.Delay(TimeSpan.FromSeconds(2.5), Token);
        var later = (await Client.GetAsync(record.Id, Token))!;
        Assert.Equal((record.Stages.Count, record.Runs.Count), (later.Stages.Count, later.Runs.Count));
    }
}
