using Judger.Core.Prompts;
using Judger.Inference.Contract;
using Judger.Inference.Decoding;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;

namespace Judger.Benchmarks.Models;

/// <summary>Engines that never end an answer by themselves, and prompts of text for them.</summary>
internal static class Engines
{
    private const int NoToken = -1;

    /// <summary>Makes a model resident; its answers end at their limit only, so that all are equally long.</summary>
    /// <param name="model">A model folder.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="watch">Puts something around the decoder.</param>
    public static InferenceEngine Start(string model, EngineOptions options, Func<IDecoder, IDecoder>? watch = null)
    {
        var parts = ModelParts.Load(ModelFolder.Open(model), options);
        var tokens = parts.Manifest.Tokens with { EndOfSequence = NoToken };
        return new(parts with { Manifest = parts.Manifest with { Tokens = tokens }, Decoder = watch?.Invoke(parts.Decoder) ?? parts.Decoder }, options);
    }

    /// <summary>A prompt of random digits, each a token; only the first positions can be those of another prompt.</summary>
    public static GenerationRequest Digits(int seed, int count, int newTokens) => new()
    {
        Prompt = new([new PromptPart.Text(new string(new Random(seed).GetItems<char>("0123456789", count)))]),
        Images = [],
        MaxNewTokens = newTokens,
    };
}
