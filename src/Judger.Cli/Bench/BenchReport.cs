using System.Globalization;
using System.Text.Json;
using Judger.Cli.Evaluation.Reports;
using Judger.Protocol.Errors;

namespace Judger.Cli.Bench;

/// <summary>What a load showed.</summary>
internal sealed class BenchReport
{
    // Refused as the system is meant to when it has more work than time; everything else is an error.
    private static readonly string[] Refusals = [ErrorTable.CodeOf<OverloadedException>(), ErrorTable.CodeOf<MemoryExhaustedException>()];

    private readonly string _target;
    private readonly string _load;
    private readonly bool _isInterrupted;
    private readonly double _seconds;
    private readonly List<BenchSample> _samples;
    private readonly List<StageEntry> _entries;

    /// <param name="target">Who was asked.</param>
    /// <param name="load">How.</param>
    /// <param name="samples">What became of each question.</param>
    /// <param name="elapsed">How long the load ran.</param>
    /// <param name="isInterrupted">True when it was to run longer.</param>
    public BenchReport(string target, string load, IEnumerable<BenchSample> samples, TimeSpan elapsed, bool isInterrupted)
    {
        (_target, _load, _isInterrupted, _seconds) = (target, load, isInterrupted, elapsed.TotalSeconds);
        _samples = [.. samples];
        _entries = [.. Answered.SelectMany(sample => sample.Stages)];
    }

    private IEnumerable<BenchSample> Answered => _samples.Where(sample => sample.Error is null);

    private int Refused => _samples.Count(sample => Refusals.Contains(sample.Error));

    private double PerSecond => Math.Round(Answered.Count() / Math.Max(_seconds, 1e-3), 2);

    private SortedDictionary<string, int> Errors => new(
        _samples.Select(sample => sample.Error)
            .OfType<string>().Where(code => !Refusals.Contains(code)).CountBy(code => code).ToDictionary(), StringComparer.Ordinal);

    private IEnumerable<(string Stage, Latency? Latency)> Stages =>
    [
        ("image", Latency.Of(Answered.Select(sample => sample.Image))),
        ("first_event", Latency.Of(Answered.Select(sample => sample.FirstEvent))),
        ("first_token", Latency.Of(Answered.Select(sample => sample.FirstToken).OfType<TimeSpan>())),
        .. Enum.GetValues<QuestionStage>().Select(stage => (
            JsonNamingPolicy.SnakeCaseLower.ConvertName(stage.ToString()),
            Latency.Of(_entries.Where(entry => entry.Stage == stage && entry.Outcome is not (StageSkipped or StageFailure)).Select(entry => entry.Took)))),
        ("question", Latency.Of(Answered.Select(sample => sample.Question))),
    ];

    /// <summary>The report as an object.</summary>
    public object Describe() => new
    {
        target = _target,
        load = _load,
        interrupted = _isInterrupted,
        seconds = Math.Round(_seconds, 3),
        asked = _samples.Count,
        answered = Answered.Count(),
        refused = Refused,
        errors = Errors,
        per_second = PerSecond,
        latency_ms = Stages.Where(row => row.Latency is not null).ToDictionary(row => row.Stage, row => row.Latency),
        tokens_prefilled = Sum(work => work.TokensPrefilled),
        tokens_reused = Sum(work => work.TokensReused),
        tokens_generated = Sum(work => work.TokensGenerated),
        images_encoded = Sum(work => work.ImagesEncoded),
    };

    /// <summary>Shows the report to people.</summary>
    public void Print()
    {
        var errors = string.Concat(Errors.Select(pair => $", {pair.Value} {pair.Key}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_target}, {_load}{(_isInterrupted ? ", interrupted" : "")}: {Answered.Count()} of {_samples.Count} answered in {_seconds:F1} s, "
            + $"{PerSecond:F1}/s, {Refused} refused{errors}"));
        var rows = Stages.Where(row => row.Latency is not null)
            .Select(row => (IReadOnlyList<string>)[row.Stage, $"{row.Latency!.Count}", .. Cells(row.Latency)]);
        new TextTable(["ms", "count", "mean", "p50", "p90", "p99", "max"], [.. rows]).Print();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"tokens: {Sum(work => work.TokensPrefilled):N0} prefilled, {Sum(work => work.TokensReused):N0} reused, "
            + $"{Sum(work => work.TokensGenerated):N0} generated; "
            + $"{Sum(work => work.ImagesEncoded):N0} images encoded"));
    }

    // The sums of a long run do not fit into a WorkCount.
    private long Sum(Func<WorkCount, int> count) => _entries.Sum(entry => (long)count(entry.Work));

    private static IEnumerable<string> Cells(Latency latency) =>
        new[] { latency.Mean, latency.P50, latency.P90, latency.P99, latency.Max }.Select(value => value.ToString("F1", CultureInfo.InvariantCulture));
}
