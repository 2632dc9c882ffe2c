using System.Globalization;
using System.Text.RegularExpressions;

namespace Judger.Tests.Shared;

/// <summary>What a silo told Prometheus.</summary>
internal sealed partial class Scrape
{
    private readonly List<Sample> _samples;

    private Scrape(List<Sample> samples) => _samples = samples;

    public IReadOnlyList<Sample> Samples => _samples;

    /// <summary>Reads Prometheus' text format or OpenMetrics.</summary>
    public static Scrape Parse(string text) => new([.. text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Read)]);

    /// <summary>The sum of the samples of a name that have these labels.</summary>
    public double Sum(string name, params (string Label, string Value)[] labels) => Find(name, labels).Sum(sample => sample.Value);

    public IEnumerable<Sample> Find(string name, params (string Label, string Value)[] labels) =>
        _samples.Where(sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Label) == label.Value));

    private static Sample Read(string line)
    {
        var match = Line().Match(line);
        Assert.True(match.Success, line);
        return new(
            match.Groups["name"].Value,
            Label().Matches(match.Groups["labels"].Value)
                .ToDictionary(label => label.Groups["name"].Value, label => label.Groups["value"].Value, StringComparer.Ordinal),
            double.Parse(match.Groups["value"].Value.Replace("+Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture),
            match.Groups["example"] is { Success: true } example ? example.Value : null);
    }

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][\w:]*)(\{(?<labels>.*?)\})? (?<value>\S+)( \d[\d.]*)?( # \{trace_id="(?<example>[0-9a-f]{32})".*)?$""",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Line();

    [GeneratedRegex("(?<name>\\w+)=\"(?<value>([^\"\\\\]|\\\\.)*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Label();
}

/// <summary>One measurement.</summary>
/// <param name="Name">With Prometheus' suffixes.</param>
/// <param name="Labels">By their names.</param>
/// <param name="Value">The value.</param>
/// <param name="Trace">An example's trace, in hexadecimal, where there is one.</param>
internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value, string? Trace);
