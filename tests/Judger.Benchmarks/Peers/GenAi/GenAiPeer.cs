using System.Globalization;
using Microsoft.ML.OnnxRuntimeGenAI;

namespace Judger.Benchmarks.Peers.GenAi;

/// <summary>
/// ONNX Runtime GenAI's generator. It shares this process's ONNX Runtime, whose version it is built for, and computes all logits of a prompt.
/// </summary>
internal sealed class GenAiPeer : IPeer
{
    private readonly Config _config;
    private readonly Model _model;
    private readonly Generator _single;
    private Generator? _batched;

    public GenAiPeer(string folder, int threads)
    {
        _config = new(folder);
        _config.Overlay(string.Create(
            CultureInfo.InvariantCulture, $$"""{"model": {"decoder": {"session_options": {"intra_op_num_threads": {{threads}} } } } }"""));
        _model = new(_config);
        _single = Create(1);
    }

    public void Prefill(int past, ReadOnlySpan<int> tokens)
    {
        if (_single.TokenCount() != (ulong)past) _single.RewindTo((ulong)past);
        _single.AppendTokens(tokens);
    }

    public void Prefill(int past, ReadOnlySpan<int> before, ReadOnlySpan<float> features, ReadOnlySpan<int> after) =>
        throw new NotSupportedException("GenAI is given a text decoder only.");

    public void Step(int past, int token) => Prefill(past, [token]);

    public void BeginBatch(ReadOnlySpan<int> tokens)
    {
        // A batch of several cannot be rewound but to its beginning.
        _batched ??= Create(IPeer.Lanes);
        _batched.RewindTo(0);
        var all = new int[IPeer.Lanes * tokens.Length];
        for (var lane = 0; lane < IPeer.Lanes; lane++) tokens.CopyTo(all.AsSpan(lane * tokens.Length));
        _batched.AppendTokens(all);
        _batched.GenerateNextToken();
    }

    // Several sequences take only tokens that they chose themselves, and cannot go back: they grow from turn to turn. The first choice, which needs no step,
    // was made at the beginning.
    public void StepBatch(int past, ReadOnlySpan<int> tokens) => _batched!.GenerateNextToken();

    public float[] Logits()
    {
        using var output = _single.GetOutput("logits");
        return output.GetData<float>()[^(int)output.Shape()[^1]..].ToArray();
    }

    public void Dispose()
    {
        _batched?.Dispose();
        _single.Dispose();
        _model.Dispose();
        _config.Dispose();
    }

    private Generator Create(int sequences)
    {
        using var parameters = new GeneratorParams(_model);
        parameters.SetSearchOption("max_length", IPeer.Context);
        parameters.SetSearchOption("batch_size", sequences);
        return new(_model, parameters);
    }
}
