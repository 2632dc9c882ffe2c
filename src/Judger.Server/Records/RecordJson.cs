using System.Text.Json;
using System.Text.Json.Serialization;

namespace Judger.Server;

/// <summary>A question's record as JSON for programs.</summary>
public static class RecordJson
{
    /// <summary>How JSON is written for people and programs.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>A record as JSON text.</summary>
    public static string Serialize(QuestionRecord record) => JsonSerializer.Serialize(Describe(record), Options);

    /// <summary>The parts of a record that a reader wants, times in milliseconds; under another id where one is given.</summary>
    public static object Describe(QuestionRecord record, string? id = null) => new
    {
        id = id ?? record.Id,
        question = record.Request.Question,
        expert = record.Request.Options.Expert,
        policy = JsonNamingPolicy.SnakeCaseLower.ConvertName(record.Request.Options.Policy.ToString()),
        slots = record.Slots is { Baseline: not null } or { Cropper: not null } or { JudgedAnswer: not null } ? record.Slots : null,
        answer = record.Answer,
        answered_by = record.AnsweredBy?.ToString().ToLowerInvariant(),
        cut_short = record.IsCutShort,
        cancelled = record.IsCancelled ? true : (bool?)null,
        failure = record.Failure is { } failed ? new { stage = failed.Stage.ToString().ToLowerInvariant(), message = failed.Message, attempts = failed.Attempts } : null,
        baseline = Answer(record.Baseline, record.BaselineTime),
        region = record.Region is { } region ? new { box = Corners(region.Box), ratio = region.Ratio, score = region.Score, degenerate = region.IsDegenerate, map = Rows(region), frame = region.Map is null ? null : region.Frame, ms = Milliseconds(record.LocateTime), work = Work(region.Work) } : null,
        refined = Answer(record.Refined, record.RefineTime),
        rounds = record.Rounds.Select(round => new
        {
            judged = round.Judged,
            verdict = round.Judgment.Verdict.ToString().ToLowerInvariant(),
            probability = round.Judgment.Probability,
            feedback = round.Judgment.Feedback,
            suggested_answer = round.Judgment.SuggestedAnswer,
            failure = Failure(round.Judgment.Failure),
            spending = Spending(round.Judgment.Spending),
            cached = round.Judgment.IsCached ? true : (bool?)null,
            judgment_ms = Milliseconds(round.JudgmentTime),
            corrected = Answer(round.Corrected, round.CorrectionTime),
        }),
        choice = record.Choice is { } choice
            ? new { chosen = choice.Chosen.ToString().ToLowerInvariant(), failure = Failure(choice.Failure), spending = Spending(choice.Spending), ms = Milliseconds(choice.Time) }
            : null,
    };

    private static object? Answer(ModelAnswer? answer, TimeSpan time) => answer is null
        ? null
        : new { text = answer.Text, mean_log_probability = answer.MeanLogProbability, ms = Milliseconds(time), work = Work(answer.Work) };

    private static object Work(WorkReport work) => new
    {
        images_encoded = work.ImagesEncoded,
        tokens_prefilled = work.TokensPrefilled,
        tokens_reused = work.TokensReused,
        tokens_generated = work.TokensGenerated,
        queue_ms = Milliseconds(work.Queue),
        device_ms = Milliseconds(work.Device),
    };

    private static object? Failure(ExpertFailure? failure) => failure is null ? null : new { kind = JsonNamingPolicy.SnakeCaseLower.ConvertName(failure.Kind.ToString()), message = failure.Message };

    private static object? Spending(ExpertSpending? spending) => spending is null
        ? null
        : new { requests = spending.Requests, input_tokens = spending.InputTokens, output_tokens = spending.OutputTokens, dollars = spending.Dollars };

    private static double[][]? Rows(LocatedRegion region) =>
        region.Map is { } map ? [.. Enumerable.Range(0, region.Rows).Select(row => map.AsSpan(row * region.Columns, region.Columns).ToArray())] : null;

    private static int[] Corners(ImageBox box) => [box.Left, box.Top, box.Right, box.Bottom];

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 2);
}
