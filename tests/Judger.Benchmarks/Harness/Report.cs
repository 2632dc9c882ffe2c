using System.Globalization;
using System.Text.Json;

namespace Judger.Benchmarks.Harness;

/// <summary>Prints what was measured.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>A Markdown table.</summary>
    public static void WriteTable(IEnumerable<Measurement> measurements)
    {
        string[][] rows = [["benchmark", "measured", "target", "", "middle half of the rounds", "detail"], .. measurements.Select(Cells)];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            WriteRow(rows[i].Select((cell, column) => cell.PadRight(widths[column])));
            if (i == 0) WriteRow(widths.Select(width => new string('-', Math.Max(3, width))));
        }
    }

    public static void WriteJson(IEnumerable<Measurement> measurements) => Console.WriteLine(JsonSerializer.Serialize(
        measurements.Select(one => new
        {
            one.Name,
            one.Value.Median,
            one.Value.Low,
            one.Value.High,
            Target = one.Target?.Bound,
            TargetIsLeast = one.Target?.IsAtLeast,
            one.IsMet,
            one.Detail,
        }),
        Json));

    private static string[] Cells(Measurement one) =>
    [
        one.Name,
        Number(one.Value.Median),
        $"{one.Target}",
        one.IsMet switch { true => "pass", false => "FAIL", null => "" },
        $"{Number(one.Value.Low)} to {Number(one.Value.High)}",
        one.Detail,
    ];

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static void WriteRow(IEnumerable<string> cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");
}
