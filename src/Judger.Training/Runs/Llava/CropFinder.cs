using Judger.Core.Attention;
using Judger.Core.Cropping;
using Judger.Core.Prompts;
using Judger.Training.Checkpoints;
using Judger.Training.Data.Llava;
using Judger.Training.Model;
using TorchSharp;

namespace Judger.Training.Runs.Llava;

/// <summary>
/// The crop of a question as serving finds it: relative attention at the manifest's layer, the box that stands out. The row of the general prompt is made once
/// an image.
/// </summary>
internal sealed class CropFinder(LlavaModel model, LlavaSource source, RowImages images, ViewFeatures features)
{
    private readonly Dictionary<string, float[]> _general = new(StringComparer.Ordinal);

    /// <summary>The box that the row gives, or the one found. The model's <see cref="ParameterStore.BeginStep"/> comes before.</summary>
    public PixelBox Find(LlavaRow row)
    {
        if (row.Box is { } given) return given;
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        if (!_general.TryGetValue(row.Image, out var general)) _general[row.Image] = general = Row(row, PromptProfile.GeneralQuestion);
        var map = RelativeAttention.Divide(Row(row, row.Question), general, model.Geometry.GridSide, model.Geometry.GridSide);
        var size = images.SizeOf(row);
        return CropBoxFinder.Find(map, size, source.Manifest.CropWindow, CropMode.Aligned, source.Image.Frame(size)).Box;
    }

    private float[] Row(LlavaRow row, string question)
    {
        var prompt = PromptTokens.Create(source.Prompts.Attention.Fill(question), source.Tokenizer, source.Manifest.Tokens);
        return SamplePass.AttentionRow(model, new(row, null, [new(prompt, [], PartRole.Answer)]), features);
    }
}
