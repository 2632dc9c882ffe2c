using System.Diagnostics;
using Judger.Core.Answers;
using Judger.Core.Stages;

namespace Judger.Grains.Questions;

/// <summary>
/// Takes one question through the stages that its record lacks, so that a question that was interrupted goes on after its last finished stage. Each
/// finished stage is saved before the next one starts.
/// </summary>
internal sealed class QuestionRun(IGrainFactory grains, QuestionRecord record, Func<QuestionStage, bool, QuestionRecord, Task> report)
{
    private readonly AskRequest _request = record.Request;
    private readonly StagePolicy _policy = new(QuestionValidator.StagesOf(record.Request.Options));
    private QuestionRecord _record = record;

    /// <summary>Runs to the end and returns the finished record. When the token is cancelled, <see cref="CutShort"/> tells what there is.</summary>
    public async Task<QuestionRecord> RunAsync(CancellationToken cancellationToken)
    {
        await BaselineAsync(cancellationToken);
        await LocateAsync(cancellationToken);
        await RefineAsync(cancellationToken);
        await JudgeAndCorrectAsync(cancellationToken);
        return Finished();
    }

    /// <summary>The record with the best finished stage as its answer, or null when none is finished.</summary>
    public QuestionRecord? CutShort() => _record.Baseline is null ? null : Finished() with { IsCutShort = true };

    private async Task BaselineAsync(CancellationToken cancellationToken)
    {
        if (_record.Baseline is not null) return;
        await StartAsync(QuestionStage.Baseline);
        var clock = Stopwatch.GetTimestamp();
        var result = await grains.GetGrain<IBaselineGrain>(_record.Slot!).AnswerAsync(new(_request.ImageDigest, _request.Question), cancellationToken);
        await FinishAsync(QuestionStage.Baseline, _record with { Baseline = result.Answer, AttentionRow = result.AttentionRow, BaselineTime = Stopwatch.GetElapsedTime(clock) });
    }

    private async Task LocateAsync(CancellationToken cancellationToken)
    {
        if (_record.Region is not null) return;
        await StartAsync(QuestionStage.Locate);
        var clock = Stopwatch.GetTimestamp();
        var region = _request.Options.Crop is { } box
            ? new LocatedRegion { Box = box, Work = new() }
            : await grains.GetGrain<ICropperGrain>(_record.Slot!).LocateAsync(
                new(_request.ImageDigest, _request.Question, _record.AttentionRow, _request.Options.CompatibleCrop), cancellationToken);
        await FinishAsync(QuestionStage.Locate, _record with { Region = region, AttentionRow = null, LocateTime = Stopwatch.GetElapsedTime(clock) });
    }

    private async Task RefineAsync(CancellationToken cancellationToken)
    {
        if (_record.Refined is not null) return;
        await StartAsync(QuestionStage.Refine);
        var clock = Stopwatch.GetTimestamp();
        var refined = await AnswerAsync(previous: null, feedback: null, cancellationToken);
        await FinishAsync(QuestionStage.Refine, _record with { Refined = refined, RefineTime = Stopwatch.GetElapsedTime(clock) });
    }

    private async Task JudgeAndCorrectAsync(CancellationToken cancellationToken)
    {
        if (!_policy.ShouldAskExpert(Seen(_record.Baseline!), Seen(_record.Refined!))) return;
        while (NextToJudge() is { } answer)
        {
            await StartAsync(QuestionStage.Judge);
            var clock = Stopwatch.GetTimestamp();
            var judgment = await grains.GetGrain<IJudgmentGrain>(_request.Options.Expert).JudgeAsync(
                new()
                {
                    ImageDigest = _request.ImageDigest,
                    Question = _request.Question,
                    Answer = answer,
                    Crop = _record.Region!.Box,
                    ReferenceAnswer = _request.Options.ReferenceAnswer,
                    Slot = _record.Slot!,
                },
                cancellationToken);
            var round = new CorrectionRound { Judged = answer, Judgment = judgment, JudgmentTime = Stopwatch.GetElapsedTime(clock) };
            await FinishAsync(QuestionStage.Judge, _record with { Rounds = [.. _record.Rounds, round] });
            await CorrectAsync(cancellationToken);
        }

        // The silo may have died between a judgment and its correction.
        await CorrectAsync(cancellationToken);
    }

    private async Task CorrectAsync(CancellationToken cancellationToken)
    {
        if (_record.Rounds is not [.., { Corrected: null } round]) return;
        var corrections = _record.Rounds.Count - 1;
        if (!_policy.ShouldCorrect(Verdict(round), corrections)) return;
        await StartAsync(QuestionStage.Correct);
        var clock = Stopwatch.GetTimestamp();
        var corrected = await AnswerAsync(round.Judged, round.Judgment.Feedback, cancellationToken);
        await FinishAsync(QuestionStage.Correct, _record with { Rounds = [.. _record.Rounds.Take(corrections), round with { Corrected = corrected, CorrectionTime = Stopwatch.GetElapsedTime(clock) }] });
    }

    /// <summary>The answer that is to be judged next, or null when the rounds are over.</summary>
    private string? NextToJudge()
    {
        if (_record.Rounds.Count == 0) return _record.Refined!.Text;
        if (_record.Rounds[^1] is not { Corrected: { } corrected } last) return null;

        // An expert that rates answers rates the last one too: the final choice needs it.
        var isRated = last.Judgment.Probability is not null && !AnswerNormalizer.AnswersAgree(last.Judged, corrected.Text);
        return isRated || _policy.ShouldJudgeAgain(last.Judged, corrected.Text, _record.Rounds.Count) ? corrected.Text : null;
    }

    private Task<ModelAnswer> AnswerAsync(string? previous, string? feedback, CancellationToken cancellationToken) =>
        grains.GetGrain<IJudgedAnswerGrain>(_record.Slot!).AnswerAsync(new(_request.ImageDigest, _request.Question, _record.Region!.Box, previous, feedback), cancellationToken);

    private QuestionRecord Finished()
    {
        var (answer, stage) = BestAnswer.Of(_record);
        return _record with { Answer = answer, AnsweredBy = stage };
    }

    private Task StartAsync(QuestionStage stage) => report(stage, false, _record);

    private Task FinishAsync(QuestionStage stage, QuestionRecord record)
    {
        _record = record;
        return report(stage, true, record);
    }

    private static StageAnswer Seen(ModelAnswer answer) => new(answer.Text, answer.MeanLogProbability);

    private static Core.Judgments.Verdict Verdict(CorrectionRound round) => round.Judgment.Verdict switch
    {
        AnswerVerdict.Correct => Core.Judgments.Verdict.Correct,
        AnswerVerdict.Incorrect => Core.Judgments.Verdict.Incorrect,
        _ => Core.Judgments.Verdict.Unable,
    };
}
