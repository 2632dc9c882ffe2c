using System.Diagnostics;
using System.Text.Json;

namespace Judger.Protocol;

/// <summary>Records to JSON and back. Both directions are here, so that server and client cannot drift.</summary>
public static class QuestionRecords
{
    /// <summary>A record as its readers see it; under another id where one is given.</summary>
    public static QuestionJson Describe(QuestionRecord record, string? id = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new()
        {
            Id = id ?? record.Id,
            Question = record.Request.Question,
            Image = record.Request.ImageDigest,
            OtherImages = record.Request.OtherImages.Count == 0 ? null : record.Request.OtherImages,
            Answer = record.Answer,
            AnsweredBy = record.AnsweredBy,
            CutShort = record.IsCutShort,
            Cancelled = Only(record.IsCancelled),
            Background = Only(record.IsBackground),
            Failure = record.Failure is { } failed ? new() { Stage = failed.Stage, Message = failed.Message, Attempts = failed.Attempts } : null,
            Baseline = Answer(record.Baseline, record.BaselineTime),
            Region = record.Region is { } region ? Region(region, record.LocateTime) : null,
            Refined = Answer(record.Refined, record.RefineTime),
            Rounds = [.. record.Rounds.Select(Round)],
            Choice = record.Choice is { } choice
                ? new() { Chosen = choice.Chosen, Failure = Failure(choice.Failure), Spending = Spending(choice.Spending), Ms = Milliseconds(choice.Time) }
                : null,
            Slots = record.Slots == new StageSlots() ? null : record.Slots,

            // A trace that sampling left out is nowhere to be looked at.
            Trace = ActivityContext.TryParse(record.Trace, null, out var trace) && trace.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? new(trace.TraceId.ToHexString()) : null,
            StageCounts = record.StageCounts.Count == 0 ? null : record.StageCounts.ToDictionary(pair => Word(pair.Key), pair => pair.Value),
            Options = Options(record.Request.Options),
        };
    }

    /// <summary>The record that was described, times to a hundredth of a millisecond; what is the cluster's own is empty.</summary>
    /// <exception cref="JsonException">A box, a frame or a map is none.</exception>
    public static QuestionRecord Read(QuestionJson json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new()
        {
            Id = json.Id,
            Request = new() { ImageDigest = json.Image, Question = json.Question, Options = Options(json.Options), OtherImages = json.OtherImages ?? [] },
            Answer = json.Answer,
            AnsweredBy = json.AnsweredBy,
            IsCutShort = json.CutShort,
            IsCancelled = json.Cancelled ?? false,
            IsBackground = json.Background ?? false,
            Failure = json.Failure is { } failed ? new(failed.Stage, failed.Message, failed.Attempts) : null,
            Baseline = Answer(json.Baseline),
            BaselineTime = Time(json.Baseline?.Ms),
            Region = json.Region is { } region ? Region(region) : null,
            LocateTime = Time(json.Region?.Ms),
            Refined = Answer(json.Refined),
            RefineTime = Time(json.Refined?.Ms),
            Rounds = [.. json.Rounds.Select(Round)],
            Choice = json.Choice is { } choice
                ? new() { Chosen = choice.Chosen, Failure = Failure(choice.Failure), Spending = Spending(choice.Spending), Time = Time(choice.Ms) }
                : null,
            Slots = json.Slots ?? new(),
            StageCounts = json.StageCounts is { } counts
                ? counts.Select(pair => (Known: Enum.TryParse<QuestionStage>(pair.Key, ignoreCase: true, out var stage), stage, pair.Value)).Where(pair => pair.Known).ToDictionary(pair => pair.stage, pair => pair.Value)
                : new Dictionary<QuestionStage, int>(),
        };
    }

    private static RoundJson Round(CorrectionRound round) => new()
    {
        Judged = round.Judged,
        Verdict = round.Judgment.Verdict,
        Probability = round.Judgment.Probability,
        Feedback = round.Judgment.Feedback,
        SuggestedAnswer = round.Judgment.SuggestedAnswer,
        Failure = Failure(round.Judgment.Failure),
        Spending = Spending(round.Judgment.Spending),
        Cached = Only(round.Judgment.IsCached),
        JudgmentMs = Milliseconds(round.JudgmentTime),
        Corrected = Answer(round.Corrected, round.CorrectionTime),
    };

    private static CorrectionRound Round(RoundJson round) => new()
    {
        Judged = round.Judged,
        Judgment = new()
        {
            Verdict = round.Verdict,
            Probability = round.Probability,
            Feedback = round.Feedback,
            SuggestedAnswer = round.SuggestedAnswer,
            Failure = Failure(round.Failure),
            Spending = Spending(round.Spending),
            IsCached = round.Cached ?? false,
        },
        JudgmentTime = Time(round.JudgmentMs),
        Corrected = Answer(round.Corrected),
        CorrectionTime = Time(round.Corrected?.Ms),
    };

    private static AnswerJson? Answer(ModelAnswer? answer, TimeSpan time) =>
        answer is null ? null : new(answer.Text, answer.MeanLogProbability, Milliseconds(time), Work(answer.Work), answer.Tokens, Only(answer.IsTruncated));

    private static ModelAnswer? Answer(AnswerJson? answer) =>
        answer is null ? null : new() { Text = answer.Text, MeanLogProbability = answer.MeanLogProbability, Work = Work(answer.Work), Tokens = answer.Tokens, IsTruncated = answer.Truncated ?? false };

    private static WorkJson Work(WorkReport work) =>
        new(work.ImagesEncoded, work.TokensPrefilled, work.TokensReused, work.TokensGenerated, Milliseconds(work.Queue), Milliseconds(work.Device));

    private static WorkReport Work(WorkJson work) => new()
    {
        ImagesEncoded = work.ImagesEncoded,
        TokensPrefilled = work.TokensPrefilled,
        TokensReused = work.TokensReused,
        TokensGenerated = work.TokensGenerated,
        Queue = Time(work.QueueMs),
        Device = Time(work.DeviceMs),
    };

    private static RegionJson Region(LocatedRegion region, TimeSpan time) => new()
    {
        Box = Corners(region.Box),
        Ratio = region.Ratio,
        Score = region.Score,
        Degenerate = region.IsDegenerate,
        Map = Rows(region),
        Frame = region.Frame.Length > 0 ? region.Frame : null,
        Ms = Milliseconds(time),
        Work = Work(region.Work),
    };

    private static LocatedRegion Region(RegionJson region)
    {
        if (region.Map is { } map && (map.Length == 0 || map.Any(row => row is null || row.Length != map[0].Length))) throw new JsonException("region.map is no grid.");
        if (region.Frame is not null and not { Length: 4 }) throw new JsonException("region.frame is not of four numbers.");
        return new()
        {
            Box = Box(region.Box),
            Ratio = region.Ratio,
            Score = region.Score,
            IsDegenerate = region.Degenerate,
            Map = region.Map?.SelectMany(row => row).ToArray(),
            Rows = region.Map?.Length ?? 0,
            Columns = region.Map?[0].Length ?? 0,
            Frame = region.Frame ?? [],
            Work = Work(region.Work),
        };
    }

    private static OptionsJson Options(AskOptions options) => new()
    {
        Expert = options.Expert,
        ReferenceAnswer = options.ReferenceAnswer,
        Policy = options.Policy,
        MaxRounds = options.MaxRounds,
        CompatibleCrop = options.CompatibleCrop,
        Crop = options.Crop is { } crop ? Corners(crop) : null,
        BudgetSeconds = options.Budget.TotalSeconds,
        Model = options.Model,
        FinalChoice = options.FinalChoice,
        UncertainBelow = options.UncertainBelow,
        Sampling = AnswerOptionsJson.Of(options.Answer),
    };

    private static AskOptions Options(OptionsJson options) => new()
    {
        Expert = options.Expert,
        ReferenceAnswer = options.ReferenceAnswer,
        Policy = options.Policy,
        MaxRounds = options.MaxRounds,
        CompatibleCrop = options.CompatibleCrop,
        Crop = options.Crop is { } crop ? Box(crop) : null,
        Budget = Time(options.BudgetSeconds * 1000),
        Model = options.Model,
        FinalChoice = options.FinalChoice,
        UncertainBelow = options.UncertainBelow,
        Answer = options.Sampling?.Read() ?? AnswerOptions.Default,
    };

    private static ExpertFailureJson? Failure(ExpertFailure? failure) => failure is null ? null : new() { Kind = failure.Kind, Message = failure.Message };

    private static ExpertFailure? Failure(ExpertFailureJson? failure) => failure is null ? null : new(failure.Kind, failure.Message);

    private static SpendingJson? Spending(ExpertSpending? spending) => spending is null ? null : new(spending.Requests, spending.InputTokens, spending.OutputTokens, spending.Dollars);

    private static ExpertSpending? Spending(SpendingJson? spending) => spending is null ? null : new(spending.Requests, spending.InputTokens, spending.OutputTokens, spending.Dollars);

    private static double[][]? Rows(LocatedRegion region) =>
        region.Map is { } map ? [.. Enumerable.Range(0, region.Rows).Select(row => map.AsSpan(row * region.Columns, region.Columns).ToArray())] : null;

    internal static int[] Corners(ImageBox box) => [box.Left, box.Top, box.Right, box.Bottom];

    private static ImageBox Box(int[] corners) => corners is { Length: 4 } ? new(corners[0], corners[1], corners[2], corners[3]) : throw new JsonException("A box is not of four numbers.");

    private static bool? Only(bool value) => value ? true : null;

    private static string Word(QuestionStage stage) => JsonNamingPolicy.SnakeCaseLower.ConvertName(stage.ToString());

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 2);

    private static TimeSpan Time(double? milliseconds) => TimeSpan.FromTicks((long)Math.Round((milliseconds ?? 0) * TimeSpan.TicksPerMillisecond));
}
