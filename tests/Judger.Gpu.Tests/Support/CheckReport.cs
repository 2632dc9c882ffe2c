using System.Globalization;
using System.Text.Json;
using Judger.Gpu.Tests.Support;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(CheckReport))]
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace Judger.Gpu.Tests.Support;

/// <summary>The figures of a run: a table on standard output and a JSON file when all tests are over.</summary>
public sealed class CheckReport : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };
    private readonly List<Figure> _figures = [];

    /// <summary>Notes a figure. It is written at once too, so that a run that is cut off leaves what it has.</summary>
    /// <param name="name">What was measured.</param>
    /// <param name="value">The value.</param>
    /// <param name="unit">Its unit; empty for a count or a share.</param>
    /// <param name="wanted">What it is held to, in words; empty for a figure that is only reported.</param>
    public void Add(string name, double value, string unit = "", string wanted = "")
    {
        lock (_figures)
        {
            _figures.Add(new(name, value, unit, wanted));
            Console.Error.WriteLine(Line(_figures[^1]));
            if (Environment.GetEnvironmentVariable("JUDGER_GPU_REPORT") is { Length: > 0 } file)
                File.WriteAllText(file, JsonSerializer.Serialize(_figures, Json));
        }
    }

    public void Dispose()
    {
        Console.WriteLine();
        foreach (var figure in _figures) Console.WriteLine(Line(figure));
    }

    private static string Line(Figure figure) => string.Create(
        CultureInfo.InvariantCulture, $"| {figure.Name,-66} | {Number(figure.Value),12} {figure.Unit,-8} | {figure.Wanted,-16} |");

    private static string Number(double value) => value.ToString(Math.Abs(value) is >= 1000 or 0 ? "F0" : "G4", CultureInfo.InvariantCulture);

    private sealed record Figure(string Name, double Value, string Unit, string Wanted);
}
