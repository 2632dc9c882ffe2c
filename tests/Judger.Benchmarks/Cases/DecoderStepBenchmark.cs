using BenchmarkDotNet.Attributes;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;

namespace Judger.Benchmarks.Cases;

/// <summary>The decoder's step alone, for BenchmarkDotNet.</summary>
public class DecoderStepBenchmark
{
    private const int Sequences = 8;
    private ModelParts? _parts;
    private int _past;

    /// <summary>The model folder. In the same process, so a static property reaches it.</summary>
    internal static string Model { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _parts = ModelParts.Load(ModelFolder.Open(Model), new EngineOptions { Workers = 1, IntraOpThreads = 1, Lanes = Sequences });

    [Benchmark]
    public float Step()
    {
        var decoder = _parts!.Decoder;
        _past = (_past + 1) % (decoder.Memory.Layout.Capacity - 1);
        for (var lane = 0; lane < Sequences; lane++) _parts.Embeddings.Read(lane, decoder.StepInput(lane, _past));
        decoder.Step(0, Sequences);
        return decoder.Logits(0)[0];
    }

    [GlobalCleanup]
    public void Cleanup() => _parts?.Dispose();
}
