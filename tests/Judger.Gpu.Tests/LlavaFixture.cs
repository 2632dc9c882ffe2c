using System.Diagnostics;
using Judger.Export;
using Judger.Inference;
using Judger.Gpu.Tests;
using Judger.Testing;

[assembly: AssemblyFixture(typeof(LlavaFixture))]

namespace Judger.Gpu.Tests;

/// <summary>A random checkpoint of the target's shape and its float16 export, written once.</summary>
public sealed class LlavaFixture : IDisposable
{
    // The words of the prompts, so that a prompt has about as many tokens as with a real vocabulary.
    private static readonly string[] Words =
    [
        .. "Answer question using a single word or phrase Write general description of image What number on pink object".Split(' ').Select(word => $"\u2581{word}"),
    ];

    private readonly TemporaryFolder _folder = new();

    private bool _isPrepared;

    /// <summary>Writes both unless they are there.</summary>
    public void Prepare(CheckReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (_isPrepared) return;
        var clock = Stopwatch.StartNew();
        LargeCheckpoint.Write(Checkpoint, Target.Geometry);
        File.WriteAllBytes(Path.Combine(Checkpoint, "tokenizer.model"), TestTokenizer.Write(Words));
        report.Add("random checkpoint written", clock.Elapsed.TotalSeconds, "s");
        clock.Restart();
        ModelExporter.Export(new() { Checkpoint = Checkpoint, Output = Model, Precision = ModelPrecision.Float16 });
        report.Add("exported to float16", clock.Elapsed.TotalSeconds, "s");
        _isPrepared = true;
    }

    public string Checkpoint => _folder.PathOf("checkpoint");

    public string Model => _folder.PathOf("model");

    public void Dispose() => _folder.Dispose();
}
