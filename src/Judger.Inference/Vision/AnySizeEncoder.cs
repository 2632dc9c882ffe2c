using Judger.Inference.Devices;
using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Vision;

/// <summary>
/// The encoder of a model whose images keep their own size: preprocessing, the vision graph and the projector graph, one image a run, so that an image's
/// embeddings do not depend on what else is encoded. Safe for several threads at once.
/// </summary>
/// <param name="vision">The vision graph.</param>
/// <param name="projector">The projector graph.</param>
/// <param name="device">What both run on.</param>
/// <param name="manifest">The sizes.</param>
/// <param name="sizes">What the vision graph asks for beside the patches.</param>
internal sealed class AnySizeEncoder(
    InferenceSession vision, InferenceSession projector, IDevice device, ModelManifest manifest, AnySizeVision sizes) : IImageEncoder
{
    // About a small photo.
    private const int WarmUpTokens = 16;

    public float[]? Preprocess(PlannedImage image) => image.ToTensors();

    public float[] Encode(PlannedImage image, float[]? tensor = null)
    {
        var grid = image.Layout.Finest;
        return Run(new(grid.Rows, grid.Columns, manifest.Vision.GridSide), tensor ?? image.ToTensors());
    }

    public void WarmUp()
    {
        var grid = new PatchGrid(WarmUpTokens, WarmUpTokens, manifest.Vision.GridSide);
        Run(grid, new float[grid.Count * manifest.Image.Resolution!.PatchLength]);
    }

    public void Dispose()
    {
        vision.Dispose();
        projector.Dispose();
    }

    private float[] Run(PatchGrid grid, float[] pixels)
    {
        var (features, width) = (manifest.Vision.Hidden, manifest.Decoder.InputWidth);
        using var options = device.CreateRunOptions();
        using var seen = new EncoderRun(vision, device);
        using var projected = new EncoderRun(projector, device);
        seen.Input("pixel_values", pixels, 1, grid.Count, pixels.Length / grid.Count);
        seen.Input("patch_places", grid.Places(), grid.Count, 2);
        if (sizes.WindowTokens is { } side)
        {
            var (patches, bias, slots, windows) = grid.Windows(side);
            seen.Input("window_patches", patches, windows, patches.Length / windows);
            seen.Input("window_bias", bias, windows, 1, 1, patches.Length / windows);
            seen.Input("patch_slots", slots, grid.Count);
        }

        if (sizes.PositionSide is { } positions)
        {
            var (indices, weights) = grid.Interpolated(positions);
            seen.Input("position_indices", indices, grid.Count, indices.Length / grid.Count);
            seen.Input("position_weights", weights, grid.Count, 1, indices.Length / grid.Count);
        }

        using var between = device.AllocateHidden<float>(grid.Count * features);
        using var encoded = between.View(0, grid.Count * features, 1, grid.Count, features);
        seen.Output("image_features", encoded);
        projected.Input("image_features", encoded);

        using var result = device.Allocate<float>(grid.Tokens * width);
        using var embeddings = result.View(0, grid.Tokens * width, 1, grid.Tokens, width);
        projected.Output("image_embeds", embeddings);
        result.Expect(0, grid.Tokens * width);
        seen.Run(options);
        projected.Run(options);
        return result.Receive(0, grid.Tokens * width).ToArray();
    }
}
