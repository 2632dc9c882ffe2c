using System.Diagnostics;
using Judger.Core.Stages;
using Judger.Grains.Telemetry;

namespace Judger.Grains.Stages;

/// <summary>
/// Takes questions through the stages that their logs lack, so that a question that was interrupted goes on after its last finished stage. Each finished stage
/// is saved before the next one starts.
/// </summary>
internal sealed class StagePipeline(IEnumerable<IQuestionStage> stages, QuestionTelemetry telemetry, TimeProvider time)
{
    private readonly IQuestionStage[] _stages = [.. stages];

    /// <summary>The first stage that a question lacks, or null when it has gone through all.</summary>
    public IQuestionStage? Due(QuestionRecord record) => Due(record, new(record.Request.Options));

    /// <summary>Runs what is due until nothing is.</summary>
    public async Task RunAsync(IQuestionLog log, StageClock clock, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var policy = new StagePolicy(log.Record.Request.Options);
        while (Due(log.Record, policy) is { } stage)
        {
            var isFirstAnswer = !log.Record.Stages.Any(entry => entry.Outcome is ModelAnswer);
            var entry = await RunAsync(stage, log, new(log.Record, policy, clock, log), cancellationToken);
            if (isFirstAnswer && entry.Outcome is ModelAnswer) telemetry.Instruments.RecordFirstAnswer(Stopwatch.GetElapsedTime(began));
        }
    }

    private IQuestionStage? Due(QuestionRecord record, StagePolicy policy)
    {
        foreach (var stage in _stages)
        {
            if (stage.IsDue(record, policy)) return stage;
        }

        return null;
    }

    private async Task<StageEntry> RunAsync(IQuestionStage stage, IQuestionLog log, StageRun run, CancellationToken cancellationToken)
    {
        var round = RoundOf(stage.Stage, run.Record);
        if (await stage.ReasonToSkipAsync(run, cancellationToken) is { } reason)
        {
            var skipped = new StageEntry { Stage = stage.Stage, Round = round, Began = time.GetUtcNow(), Outcome = new StageSkipped(reason) };
            await log.AppendAsync(skipped, null, cancellationToken);
            return skipped;
        }

        log.Begin(stage.Stage, round);
        var (entry, attention) = await WorkAsync(stage, round, run, cancellationToken);
        await log.AppendAsync(entry, attention, cancellationToken);
        return entry;
    }

    /// <summary>Does a stage's work under a span of its own. Saving is not a part of the stage.</summary>
    private async Task<(StageEntry Entry, AttentionRow? Attention)> WorkAsync(
        IQuestionStage stage, int round, StageRun run, CancellationToken cancellationToken)
    {
        using var span = QuestionTracing.StartStage(stage.Stage);
        var (began, started) = (time.GetUtcNow(), Stopwatch.GetTimestamp());
        try
        {
            var result = await stage.RunAsync(run, cancellationToken);
            var entry = new StageEntry
            {
                Stage = stage.Stage,
                Round = round,
                Began = began,
                Took = Stopwatch.GetElapsedTime(started),
                Slot = result.Slot,
                Work = result.Work,
                Outcome = result.Outcome,
            };
            telemetry.Instruments.RecordStage(entry, run.Asked.Options.ExpertName);
            QuestionTracing.RecordStage(span, entry, run.Asked.Options.ExpertName, telemetry.WithContent);
            return (entry, result.Attention);
        }
        catch (Exception exception)
        {
            telemetry.Instruments.RecordStageFailure(stage.Stage, Stopwatch.GetElapsedTime(started), exception);
            span.Fail(exception);
            throw;
        }
    }

    /// <summary>The stages of a round of judging carry its number: a judgment that was made opens the next.</summary>
    private static int RoundOf(QuestionStage stage, QuestionRecord record) => stage switch
    {
        < QuestionStage.Judge => 0,
        QuestionStage.Judge => record.Rounds.Count + 1,
        _ => record.Rounds.Count,
    };
}
