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

    public void Prefill(int past, ReadOnlySpan<int> before, ReadOnlySpan<float> features, ReadOnlySpan<int> after)
    {
        var (width, picture) = (_parts.Manifest.Decoder.InputWidth, before.Length * _parts.Manifest.Decoder.InputWidth);
        var input = new float[picture + features.Length + (after.Length * width)];
        Embed(before, input);
        features.CopyTo(input.AsSpan(picture));
        Embed(after, input.AsSpan(picture + features.Length));
        Prefill(0, past, input);
    }

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
        var input = new float[tokens.Length * _parts.Manifest.Decoder.InputWidth];
        Embed(tokens, input);
        Prefill(lane, past, input);
    }

    private void Prefill(int lane, int past, ReadOnlySpan<float> input)
    {
        var (decoder, width) = (_parts.Decoder, _parts.Manifest.Decoder.InputWidth);
        while (input.Length > 0)
        {
            var count = Math.Min(input.Length / width, decoder.PrefillLimit);
            input[..(count * width)].CopyTo(decoder.PrefillInput(lane, count));
            decoder.Prefill(lane, past, count);
            past += count;
            input = input[(count * width)..];
        }
    }

    private void Embed(ReadOnlySpan<int> tokens, Span<float> input)
    {
        var width = _parts.Manifest.Decoder.InputWidth;
        for (var i = 0; i < tokens.Length; i++) _parts.Embeddings.Read(tokens[i], input.Slice(i * width, width));
    }
}
