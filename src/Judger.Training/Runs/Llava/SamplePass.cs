using Judger.Training.Data.Llava;
using Judger.Training.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace Judger.Training.Runs.Llava;

/// <summary>The forward pass of a batch: image prefix, packed prompts and answers.</summary>
internal static class SamplePass
{
    /// <summary>Logits [answer tokens, vocabulary] and the attention layer's probabilities [samples, heads, packed, keys].</summary>
    public static (Tensor Logits, Tensor Attention) Run(LlavaModel model, PackedBatch batch, ViewFeatures features)
    {
        var (hidden, attention) = model.Language.Run(
            Prefix(model, batch, features), torch.tensor(batch.Tokens, [batch.Samples.Count, batch.Parts, batch.Length]));
        var positions = torch.tensor(batch.Answers.Select(answer => answer.Position).ToArray());
        return (model.Language.Head(hidden.reshape(-1, model.Geometry.Hidden).index_select(0, positions)), attention);
    }

    /// <summary>The last prompt token's attention to the whole image's patches, mean over heads.</summary>
    public static float[] AttentionRow(LlavaModel model, Sample sample, ViewFeatures features)
    {
        var batch = PackedBatch.Group([sample]).Single();
        var (_, attention) = model.Language.Run(Prefix(model, batch, features), torch.tensor(batch.Tokens, [1, 1, batch.Length]));
        var prompt = sample.Parts[0].Prompt;
        var row = attention[0].select(1, prompt.Suffix.Length - 1).to(ScalarType.Float32).mean([0]).narrow(0, prompt.Before[0].Length, model.Geometry.Patches);
        return ParameterStore.Read(row);
    }

    /// <summary>[samples, prefix, hidden]: the tokens before each image, and the image.</summary>
    private static Tensor Prefix(LlavaModel model, PackedBatch batch, ViewFeatures features)
    {
        var images = batch.Samples[0].Parts[0].Prompt.Before.Length;
        var views = batch.Samples.Select(sample => features.Of(model, sample.Row, Regions(sample, images))).ToList();
        var runs = new List<Tensor>();
        for (var i = 0; i < images; i++)
        {
            long[] tokens = [.. batch.Samples.SelectMany(sample => sample.Parts[0].Prompt.Before[i]).Select(token => (long)token)];
            if (tokens.Length > 0) runs.Add(model.Language.Embed(torch.tensor(tokens, [batch.Samples.Count, tokens.Length / batch.Samples.Count])));
            runs.Add(model.Project(torch.stack(views.Select(view => view[i]))));
        }

        return torch.cat(runs, 1);
    }

    private static PixelBox?[] Regions(Sample sample, int images) => images == 1 ? [null] : [null, sample.Crop];
}
