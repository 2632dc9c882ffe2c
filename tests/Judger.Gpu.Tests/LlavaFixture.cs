using System.Diagnostics;
using Judger.Export.Pipeline;
using Judger.Export.Synthetic;
using Judger.Export.Tests.Fixtures;
using Judger.Gpu.Tests;
using Judger.Gpu.Tests.Support;

[assembly: AssemblyFixture(typeof(LlavaFixture))]

namespace Judger.Gpu.Tests;

/// <summary>
/// A random checkpoint of the target's shape and its float16 export, written once; in the folder that JUDGER_GPU_FOLDER names they stay for the next run.
/// </summary>
public sealed class LlavaFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string? _kept = Environment.GetEnvironmentVariable("JUDGER_GPU_FOLDER");

    private bool _isPrepared;

    /// <summary>Writes both unless they are there.</summary>
    public void Prepare(CheckReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (_isPrepared || Directory.Exists(Model)) return;
        var clock = Stopwatch.StartNew();
        SyntheticCheckpoint.Write(new() { Output = Checkpoint, Geometry = Target.Geometry });
        report.Add("random checkpoint written", clock.Elapsed.TotalSeconds, "s");
        clock.Restart();
        ModelExporter.Export(new() { Checkpoint = Checkpoint, Output = Model, Precision = Target.Precision });
        report.Add($"exported to {Target.Precision.ToString().ToLowerInvariant()}", clock.Elapsed.TotalSeconds, "s");
        _isPrepared = true;
    }

    public string Checkpoint => PathOf("checkpoint");

    public string Model => PathOf("model");

    public void Dispose() => _folder.Dispose();

    private string PathOf(string name) => _kept is null ? _folder.PathOf(name) : Path.Combine(_kept, name);
}
