using Judger.Core.Geometry;
using Judger.Core.Prompts;
using Judger.Grains.Engines;
using Judger.Grains.Images;
using Judger.Imaging;
using Judger.Inference;

namespace Judger.Grains.Models;

/// <summary>What the three model grains share: the address of an engine. They only enqueue into it and await, so they interleave freely.</summary>
internal abstract class ModelGrain(EngineRegistry engines, DecodedImages images) : Grain
{
    protected IInferenceEngine Engine => engines[this.GetPrimaryKeyString()];

    protected PromptProfile Prompts => Engine.Manifest.Prompts;

    protected Task<RgbImage> PixelsAsync(string digest, CancellationToken cancellationToken) => images.GetAsync(digest, cancellationToken);

    /// <summary>Runs a prompt over the whole image, or over the image and a crop of it.</summary>
    protected async Task<Generation> GenerateAsync(
        Prompt prompt, string digest, ImageBox? crop, CancellationToken cancellationToken, int? maxNewTokens = null, bool captureAttention = false, IReadOnlyList<string>? candidates = null)
    {
        var pixels = await PixelsAsync(digest, cancellationToken);
        var whole = new ImageInput(digest, pixels, PixelBox.Whole(pixels.Size));
        IReadOnlyList<ImageInput> inputs = crop is { } box ? [whole, new(digest, pixels, Inside(box, pixels.Size))] : [whole];
        var request = new GenerationRequest
        {
            Prompt = prompt,
            Images = inputs,
            MaxNewTokens = maxNewTokens ?? Prompts.MaxNewTokens,
            CaptureAttention = captureAttention,
            Candidates = candidates ?? [],
        };
        try
        {
            return await Engine.GenerateAsync(request, cancellationToken);
        }
        catch (InferenceException exception)
        {
            // The engine's exceptions stay on its silo; what travels is ours.
            throw new StageFailedException(exception.Message);
        }
    }

    protected static ModelAnswer Answer(Generation generation) => new()
    {
        Text = generation.Text.Trim(),
        MeanLogProbability = generation.Tokens.Count == 0 ? double.NegativeInfinity : generation.Tokens.Average(token => token.LogProbability),
        Work = Work(generation),
    };

    protected static WorkReport Work(Generation generation) => new()
    {
        ImagesEncoded = generation.Work.ImagesEncoded,
        TokensPrefilled = generation.Work.TokensPrefilled,
        TokensReused = generation.Work.TokensReused,
        TokensGenerated = generation.Work.TokensGenerated,
        Queue = generation.Times.Queue,
        Device = generation.Times.Encode + generation.Times.Prefill + generation.Times.Decode,
    };

    private static PixelBox Inside(ImageBox box, PixelSize size)
    {
        var region = new PixelBox(box.Left, box.Top, box.Right, box.Bottom);
        if (!region.IsInside(size))
            throw new QuestionRejectedException($"The crop [{box.Left}, {box.Top}, {box.Right}, {box.Bottom}] is empty or leaves the image of {size.Width} x {size.Height}; give one inside it.");
        return region;
    }
}
