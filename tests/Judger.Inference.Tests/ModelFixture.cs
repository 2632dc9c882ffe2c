using Judger.Core.Prompts;
using Judger.Export.Synthetic;
using Judger.Export.Tests.Fixtures;
using Judger.Imaging.Pixels;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;

namespace Judger.Inference.Tests;

/// <summary>One small exported model for all tests of the engine, and what they ask of it.</summary>
public sealed class ModelFixture : IDisposable
{
    private static readonly PixelSize Size = new(60, 40);

    /// <summary>One step at a time on one thread.</summary>
    internal static EngineOptions Options { get; } = new() { Workers = 1, IntraOpThreads = 1 };

    internal ExportedModel Model { get; } = new(new SyntheticGeometry { Heads = 4, KeyValueHeads = 2, Type = WeightType.Float16 });

    internal ModelManifest Manifest => Model.Manifest;

    internal InferenceEngine Start(EngineOptions? options = null) => OnnxEngine.Load(Model.Location, options ?? Options);

    /// <summary>An engine of which some part was exchanged.</summary>
    internal InferenceEngine Start(Func<ModelParts, ModelParts> exchange, EngineOptions? options = null) =>
        new(exchange(ModelParts.Load(ModelFolder.Open(Model.Location), options ?? Options)), options ?? Options);

    internal static RgbImage Picture(int seed)
    {
        var image = new RgbImage(Size.Width, Size.Height);
        new Random(seed).NextBytes(image.Pixels);
        return image;
    }

    internal static ImageInput Whole(int seed) => new($"picture-{seed}", Picture(seed), PixelBox.Whole(Size));

    internal static ImageInput Crop(int seed) => Whole(seed) with { Region = new(10, 5, 40, 35) };

    /// <summary>A request in the tiny profile: one image, or the image and its crop.</summary>
    internal static GenerationRequest Ask(string question, params ImageInput[] images)
    {
        var template = images.Length == 1 ? PromptProfiles.Tiny.Baseline : PromptProfiles.Tiny.Refined;
        return new() { Prompt = template.Fill(question), Images = images, MaxNewTokens = 6 };
    }

    public void Dispose() => Model.Dispose();
}
