using System.Diagnostics;
using Judger.Core.Answers;
using Judger.Core.Stages;
using Judger.Grains.Judgments;
using Judger.Grains.Routing;
using Judger.Grains.Slots;
using Judger.Grains.Telemetry;

namespace Judger.Grains.Questions;

/// <summary>
/// Takes one question through the stages that its record lacks, so that a question that was interrupted goes on after its last finished stage. Each
/// finished stage is saved before the next one starts.
/// </summary>
internal sealed class QuestionRun(IGrainFactory grains, SlotCaller slots, ExpertCaller experts, StageClock clock, QuestionRecord record, Report report, QuestionTelemetry telemetry)
{
    private readonly AskRequest _request = record.Request;
    private readonly StagePolicy _policy = new(QuestionValidator.StagesOf(record.Request.Options));
    private QuestionRecord _record = record;
    private readonly long _begun = Stopwatch.GetTimestamp();
    private Activity? _span;
    private long _stageBegun;

    /// <summary>The stage that the run is at.</summary>
    public QuestionStage Stage { get; private set; }

    /// <summary>The record as far as the run has brought it.</summary>
    public QuestionRecord Record => _record;

    /// <summary>Runs to the end and returns the finished record. When the token is cancelled, <see cref="CutShort"/> tells what there is.</summary>
    public async Task<QuestionRecord> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await BaselineAsync(cancellationToken);
            await LocateAsync(cancellationToken);
            await RefineAsync(cancellationToken);
            await JudgeAndCorrectAsync(cancellationToken);
            return Finished();
        }
        catch (Exception exception)
        {
            if (_stageBegun > 0) telemetry.Instruments.TellStage(Stage, Stopwatch.GetElapsedTime(_stageBegun), exception);
            _span.Fail(exception);
            throw;
        }
        finally
        {
            _span?.Dispose();
        }
    }

    /// <summary>The record with the best finished stage as its answer, or null when none is finished.</summary>
    public QuestionRecord? CutShort() => _record.Baseline is null ? null : Finished() with { IsCutShort = true };

    private async Task BaselineAsync(CancellationToken cancellationToken)
    {
        if (_record.Baseline is not null) return;
        await StartAsync(QuestionStage.Baseline);
        var started = Stopwatch.GetTimestamp();
        var (result, slot) = await slots.CallAsync(
            Call(ModelRole.Baseline, null, isAdmission: true),
            (slot, share) => grains.GetGrain<IBaselineGrain>(slot).AnswerAsync(
                new(_request.ImageDigest, _request.Question, clock.Now(isAdmission: true) with { Share = share }, _request.OtherImages, _request.Options.Answer), cancellationToken),
            cancellationToken);
        await FinishAsync(QuestionStage.Baseline, _record with
        {
            Baseline = result.Answer,
            AttentionRow = result.AttentionRow,
            RowWeights = result.Weights,
            BaselineTime = Stopwatch.GetElapsedTime(started),
            Slots = _record.Slots with { Baseline = slot },
        });
    }

    private async Task LocateAsync(CancellationToken cancellationToken)
    {
        if (_record.Region is not null) return;
        await StartAsync(QuestionStage.Locate);
        var started = Stopwatch.GetTimestamp();
        var (region, slot) = _request.Options.Crop is { } box
            ? (new LocatedRegion { Box = box, Work = new() }, null)
            : await slots.CallAsync(
                Call(ModelRole.Cropper, _record.Slots.Baseline),
                (slot, _) => grains.GetGrain<ICropperGrain>(slot).LocateAsync(
                    new(_request.ImageDigest, _request.Question, _record.AttentionRow, _request.Options.CompatibleCrop, _record.RowWeights, clock.Now(isAdmission: false), _request.OtherImages), cancellationToken),
                cancellationToken);
        await FinishAsync(QuestionStage.Locate, _record with
        {
            Region = region,
            AttentionRow = null,
            RowWeights = null,
            LocateTime = Stopwatch.GetElapsedTime(started),
            Slots = _record.Slots with { Cropper = slot },
        });
    }

    private async Task RefineAsync(CancellationToken cancellationToken)
    {
        if (_record.Refined is not null) return;
        await StartAsync(QuestionStage.Refine);
        var started = Stopwatch.GetTimestamp();
        var (refined, slot) = await AnswerAsync(previous: null, feedback: null, cancellationToken);
        await FinishAsync(QuestionStage.Refine, _record with { Refined = refined, RefineTime = Stopwatch.GetElapsedTime(started), Slots = _record.Slots with { JudgedAnswer = slot } });
    }

    private async Task JudgeAndCorrectAsync(CancellationToken cancellationToken)
    {
        if (!_policy.ShouldAskExpert(Seen(_record.Baseline!), Seen(_record.Refined!))) return;
        while (NextToJudge() is { } answer)
        {
            await StartAsync(QuestionStage.Judge);
            var started = Stopwatch.GetTimestamp();
            var judgment = await JudgeAsync(answer, cancellationToken);
            var round = new CorrectionRound { Judged = answer, Judgment = judgment, JudgmentTime = Stopwatch.GetElapsedTime(started) };
            await FinishAsync(QuestionStage.Judge, _record with { Rounds = [.. _record.Rounds, round] });
            await CorrectAsync(cancellationToken);
        }

        // The silo may have died between a judgment and its correction.
        await CorrectAsync(cancellationToken);
        await ChooseAsync(cancellationToken);
    }

    private async Task<JudgmentResult> JudgeAsync(string answer, CancellationToken cancellationToken)
    {
        if (_request.Options.Expert != ExpertNames.Self) return await experts.JudgeAsync(_request.Options.Expert, ToJudge(answer), cancellationToken);
        var expert = grains.GetGrain<IJudgmentGrain>(ExpertNames.Self);
        var (judgment, _) = await slots.CallAsync(
            Call(ModelRole.JudgedAnswer, _record.Slots.JudgedAnswer),
            async (slot, _) => new SlotReply<JudgmentResult>(await expert.JudgeAsync(ToJudge(answer) with { Slot = slot }, cancellationToken), null), cancellationToken);
        return judgment;
    }

    private JudgmentRequest ToJudge(string answer) => new()
    {
        ImageDigest = _request.ImageDigest,
        Question = _request.Question,
        Answer = answer,
        Crop = _record.Region!.Box,
        ReferenceAnswer = _request.Options.ReferenceAnswer,
        Context = clock.Now(isAdmission: false),
        OtherImages = _request.OtherImages,
    };

    private async Task ChooseAsync(CancellationToken cancellationToken)
    {
        // The model itself has rated its answers (NextToJudge).
        if (_request.Options is not { FinalChoice: true, Expert: not ExpertNames.Self } || _record.Choice is not null) return;
        if (_record.Rounds.LastOrDefault(round => round.Corrected is not null)?.Corrected is not { } last || AnswerNormalizer.AnswersAgree(last.Text, _record.Refined!.Text)) return;
        await StartAsync(QuestionStage.Choose);
        var started = Stopwatch.GetTimestamp();
        var choice = await experts.ChooseAsync(_request.Options.Expert, ToJudge(last.Text), _record.Refined.Text, cancellationToken);
        await FinishAsync(QuestionStage.Choose, _record with { Choice = choice with { Time = Stopwatch.GetElapsedTime(started) } });
    }

    private async Task CorrectAsync(CancellationToken cancellationToken)
    {
        if (_record.Rounds is not [.., { Corrected: null } round]) return;
        var corrections = _record.Rounds.Count - 1;
        if (!_policy.ShouldCorrect(Verdict(round), corrections)) return;
        await StartAsync(QuestionStage.Correct);
        var started = Stopwatch.GetTimestamp();
        var (corrected, _) = await AnswerAsync(round.Judged, round.Judgment.Feedback, cancellationToken);
        round = round with { Corrected = corrected, CorrectionTime = Stopwatch.GetElapsedTime(started) };
        await FinishAsync(QuestionStage.Correct, _record with { Rounds = [.. _record.Rounds.Take(corrections), round] });
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

    private Task<(ModelAnswer Value, string Slot)> AnswerAsync(string? previous, string? feedback, CancellationToken cancellationToken) => slots.CallAsync(
        Call(ModelRole.JudgedAnswer, _record.Slots.JudgedAnswer ?? _record.Slots.Cropper ?? _record.Slots.Baseline),
        (slot, _) => grains.GetGrain<IJudgedAnswerGrain>(slot).AnswerAsync(
            new(_request.ImageDigest, _request.Question, _record.Region!.Box, clock.Now(isAdmission: false), previous, feedback, _request.OtherImages, _request.Options.Answer), cancellationToken),
        cancellationToken);

    private SlotCall Call(ModelRole role, string? preferred, bool isAdmission = false) => new(_request.ImageDigest, role, _request.Options.Model, preferred, isAdmission);

    private QuestionRecord Finished()
    {
        var (answer, stage) = BestAnswer.Of(_record);
        return _record with { Answer = answer, AnsweredBy = stage };
    }

    // Not async, nor is FinishAsync: a span that an async method starts is not its caller's current one.
    private Task StartAsync(QuestionStage stage)
    {
        Stage = stage;
        _stageBegun = Stopwatch.GetTimestamp();
        _span = QuestionTracing.StartStage(stage);
        return report(stage, false, _record);
    }

    private Task FinishAsync(QuestionStage stage, QuestionRecord record)
    {
        var counts = new Dictionary<QuestionStage, int>(record.StageCounts);
        counts[stage] = counts.GetValueOrDefault(stage) + 1;
        _record = record with { StageCounts = counts };
        telemetry.Instruments.TellStage(stage, Stopwatch.GetElapsedTime(_stageBegun));
        if (stage == QuestionStage.Baseline) telemetry.Instruments.TellFirstAnswer(Stopwatch.GetElapsedTime(_begun));
        if (stage == QuestionStage.Judge) telemetry.Instruments.TellVerdict(_request.Options.Expert, _record.Rounds[^1].Judgment);
        QuestionTracing.TellStage(_span, stage, _record, telemetry.WithContent);
        _stageBegun = 0;
        _span?.Dispose();
        _span = null;
        return report(stage, true, _record);
    }

    private static StageAnswer Seen(ModelAnswer answer) => new(answer.Text, answer.MeanLogProbability);

    private static Core.Judgments.Verdict Verdict(CorrectionRound round) => round.Judgment.Verdict switch
    {
        AnswerVerdict.Correct => Core.Judgments.Verdict.Correct,
        AnswerVerdict.Incorrect => Core.Judgments.Verdict.Incorrect,
        _ => Core.Judgments.Verdict.Unable,
    };
}
