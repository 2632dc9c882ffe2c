using System.Globalization;
using Judger.Cli.Evaluation.Reports;
using Judger.Protocol.Errors;

namespace Judger.Cli.Bench;

/// <summary>What a load showed.</summary>
internal sealed class BenchReport
{
    // Refused as the system is meant to when it has more work than time; everything else is an error.
    private static readonly string[] Refusals = [ErrorTable.CodeOf<OverloadedException>(), ErrorTable.CodeOf<SlotBusyException>()];

    private readonly string _target;
    private readonly string _load;
    private readonly bool _isInterrupted;
    private readonly double _seconds;
    private readonly List<BenchSample> _samples;
    private readonly List<QuestionRecord> _records;

    /// <param name="target">Who was asked.</param>
    /// <param name="load">How.</param>
    /// <param name="samples">What became of each question.</param>
    /// <param name="elapsed">How long the load ran.</param>
    /// <param name="isInterrupted">True when it was to run longer.</param>
    public BenchReport(string target, string load, IEnumerable<BenchSample> samples, TimeSpan elapsed, bool isInterrupted)
    {
        (_target, _load, _isInterrupted, _seconds) = (target, load, isInterrupted, elapsed.TotalSeconds);
        _samples = [.. samples];
        _records = [.. Answered.Select(sample => sample.Record).OfType<QuestionRecord>()];
    }

    private IEnumerable<BenchSample> Answered => _samples.Where(sample => sample.Error is null);

    private int Refused => _samples.Count(sample => Refusals.Contains(sample.Error));

    private double PerSecond => Math.Round(Answered.Count() / Math.Max(_seconds, 1e-3), 2);

    private SortedDictionary<string, int> Errors =>
        new(_samples.Select(sample => sample.Error).OfType<string>().Except(Refusals, StringComparer.Ordinal).ToDictionary(code => code, code => _samples.Count(sample => sample.Error == code)), StringComparer.Ordinal);

    private IEnumerable<WorkReport> Works => _records.SelectMany(record =>
        new[] { record.Baseline?.Work, record.Region?.Work, record.Refined?.Work }.Concat(record.Rounds.Select(round => round.Corrected?.Work))).OfType<WorkReport>();

    private IEnumerable<(string Stage, Latency? Latency)> Stages =>
    [
        ("image", Latency.Of(Answered.Select(sample => sample.Image))),
        ("first_event", Latency.Of(Answered.Select(sample => sample.FirstEvent))),
        ("baseline", Latency.Of(_records.Where(record => record.Baseline is not null).Select(record => record.BaselineTime))),
        ("locate", Latency.Of(_records.Where(record => record.Region is not null).Select(record => record.LocateTime))),
        ("refine", Latency.Of(_records.Where(record => record.Refined is not null).Select(record => record.RefineTime))),
        ("judge", Latency.Of(_records.SelectMany(record => record.Rounds).Select(round => round.JudgmentTime))),
        ("correct", Latency.Of(_records.SelectMany(record => record.Rounds).Where(round => round.Corrected is not null).Select(round => round.CorrectionTime))),
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
        tokens_prefilled = Works.Sum(work => (long)work.TokensPrefilled),
        tokens_reused = Works.Sum(work => (long)work.TokensReused),
        tokens_generated = Works.Sum(work => (long)work.TokensGenerated),
        images_encoded = Works.Sum(work => (long)work.ImagesEncoded),
    };

    /// <summary>Shows the report to people.</summary>
    public void Print()
    {
        var errors = string.Concat(Errors.Select(pair => $", {pair.Value} {pair.Key}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_target}, {_load}{(_isInterrupted ? ", interrupted" : "")}: {Answered.Count()} of {_samples.Count} answered in {_seconds:F1} s, {PerSecond:F1}/s, {Refused} refused{errors}"));
        var rows = Stages.Where(row => row.Latency is not null).Select(row => (IReadOnlyList<string>)[row.Stage, $"{row.Latency!.Count}", .. new[] { row.Latency.Mean, row.Latency.P50, row.Latency.P90, row.Latency.P99, row.Latency.Max }.Select(value => value.ToString("F1", CultureInfo.InvariantCulture))]);
        new TextTable(["ms", "count", "mean", "p50", "p90", "p99", "max"], [.. rows]).Print();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"tokens: {Works.Sum(work => (long)work.TokensPrefilled):N0} prefilled, {Works.Sum(work => (long)work.TokensReused):N0} reused, {Works.Sum(work => (long)work.TokensGenerated):N0} generated; {Works.Sum(work => (long)work.ImagesEncoded):N0} images encoded"));
    }
}
