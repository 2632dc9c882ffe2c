using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;

namespace Judger.Benchmarks.Peers;

/// <summary>The decoder of this engine, in chunks as the engine prefills by default.</summary>
internal sealed class JudgerPeer : IPeer
{
    private readonly ModelParts _parts;

    public JudgerPeer(string folder, int threads, int lanes = IPeer.Lanes) => _parts = ModelParts.Load(ModelFolder.BeginOpen(folder), new EngineOptions
    {
        Workers = 1,
        IntraOpThreads = threads,
        Lanes = lanes,
        MaxContext = IPeer.Context,
    });

    public void Prefill(int past, ReadOnlySpan<int> tokens) => Prefill(0, past, tokens);

    public void Step(int past, int token) => StepBatch(past, [token]);

    public void BeginBatch(ReadOnlySpan<int> tokens)
    {
        for (var lane = 0; lane < IPeer.Lanes; lane++) Prefill(lane, 0, tokens);
    }

    public void StepBatch(int past, ReadOnlySpan<int> tokens)
    {
        for (var lane = 0; lane < tokens.Length; lane++) _parts.Embeddings.Read(tokens[lane], _parts.Decoder.StepInput(lane, past));
        _parts.Decoder.Step(0, tokens.Length);
    }

    public float[] Logits() => _parts.Decoder.Logits(0).ToArray();

    public void Dispose() => _parts.Dispose();

    private void Prefill(int lane, int past, ReadOnlySpan<int> tokens)
    {
        var (decoder, width) = (_parts.Decoder, _parts.Manifest.Decoder.InputWidth);
        while (tokens.Length > 0)
        {
            var count = Math.Min(tokens.Length, decoder.PrefillLimit);
            var input = decoder.PrefillInput(lane, count);
            for (var i = 0; i < count; i++) _parts.Embeddings.Read(tokens[i], input.Slice(i * width, width));
            decoder.Prefill(lane, past, count);
            past += count;
            tokens = tokens[count..];
        }
    }
}
