using Judger.Training.Data;
using Judger.Training.Model;
using Judger.Training.Tokenizers;
using TorchSharp;

namespace Judger.Training.Tests.Parity;

/// <summary>The trainer's own forward pass over one prompt and a given answer.</summary>
internal sealed class TrainerPass(LlavaModel model, PromptTokenizer tokenizer)
{
    /// <summary>
    /// Returns the logits [vocabulary] after the prompt and after each answer token, and the last prompt token's attention to the whole image.
    /// </summary>
    public (float[][] Logits, float[] AttentionRow) Run(ParityQuestion question, int[] answer)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var g = model.Geometry;
        var suffix = tokenizer.Suffix(question.Prompt);
        model.Parameters.BeginStep();
        var features = model.Vision.Encode(Images(question));
        var crop = question.Regions.Length == 2 ? features.narrow(0, 1, 1) : null;
        var prefix = model.Prefix(torch.tensor(new long[] { PromptTokenizer.BeginOfSequence }), features.narrow(0, 0, 1), crop);
        long[] tokens = [.. suffix.Concat(answer).Select(id => (long)id)];
        var (hidden, attention) = model.Language.Run(prefix, torch.tensor(tokens, [1, 1, tokens.Length]));

        var logits = model.Language.Head(hidden[0].narrow(0, suffix.Length - 1, answer.Length + 1));
        var row = attention[0].select(1, suffix.Length - 1).mean([0]).narrow(0, 1, g.Patches);
        return ([.. Values(logits).Chunk(g.Vocabulary)], Values(row));
    }

    private torch.Tensor Images(ParityQuestion question)
    {
        var (g, count) = (model.Geometry, question.Regions.Length);
        var values = new float[count * g.ImageValues];
        for (var i = 0; i < count; i++) Views.WriteImage(question.Scene, question.Regions[i], values.AsSpan(i * g.ImageValues, g.ImageValues));
        return Floats.Of(values, count, 3, g.ImageSize, g.ImageSize);
    }

    private static float[] Values(torch.Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
