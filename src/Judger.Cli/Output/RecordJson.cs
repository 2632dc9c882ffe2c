using System.Text.Json;
using System.Text.Json.Serialization;

namespace Judger.Cli.Output;

/// <summary>A question's record as JSON for programs.</summary>
internal static class RecordJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static string Serialize(QuestionRecord record) => JsonSerializer.Serialize(Describe(record), Options);

    /// <summary>The parts of a record that a reader wants, times in milliseconds.</summary>
    public static object Describe(QuestionRecord record) => new
    {
        id = record.Id,
        question = record.Request.Question,
        answer = record.Answer,
        answered_by = record.AnsweredBy?.ToString().ToLowerInvariant(),
        cut_short = record.IsCutShort,
        baseline = Answer(record.Baseline, record.BaselineTime),
        region = record.Region is { } region ? new { box = Corners(region.Box), ratio = region.Ratio, score = region.Score, degenerate = region.IsDegenerate, map = Rows(region), ms = Milliseconds(record.LocateTime), work = Work(region.Work) } : null,
        refined = Answer(record.Refined, record.RefineTime),
        rounds = record.Rounds.Select(round => new
        {
            judged = round.Judged,
            verdict = round.Judgment.Verdict.ToString().ToLowerInvariant(),
            probability = round.Judgment.Probability,
            feedback = round.Judgment.Feedback,
            judgment_ms = Milliseconds(round.JudgmentTime),
            corrected = Answer(round.Corrected, round.CorrectionTime),
        }),
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

    private static double[][]? Rows(LocatedRegion region) =>
        region.Map is { } map ? [.. Enumerable.Range(0, region.Rows).Select(row => map.AsSpan(row * region.Columns, region.Columns).ToArray())] : null;

    private static int[] Corners(ImageBox box) => [box.Left, box.Top, box.Right, box.Bottom];

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 2);
}
