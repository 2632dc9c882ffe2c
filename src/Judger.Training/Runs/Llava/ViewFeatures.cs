using System.Collections.Concurrent;
using Judger.Imaging.Pixels;
using Judger.Training.Data.Llava;
using Judger.Training.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace Judger.Training.Runs.Llava;

/// <summary>
/// What the vision encoder makes of a row's image and crop. The encoder is frozen, so a view is encoded once and kept as long as the budget lasts.
/// </summary>
internal sealed class ViewFeatures(RowImages images, long budget) : IDisposable
{
    private readonly ConcurrentDictionary<(string Image, PixelBox? Region), Tensor> _kept = new();
    private long _bytes;

    /// <summary>Features [patches, vision hidden] of each region of a row's image, null being all of it.</summary>
    public IReadOnlyList<Tensor> Of(LlavaModel model, LlavaRow row, params PixelBox?[] regions)
    {
        if (regions.Any(region => !_kept.ContainsKey((row.Image, region)))) return Encode(model, row, regions);
        return [.. regions.Select(region => _kept[(row.Image, region)])];
    }

    public void Dispose()
    {
        foreach (var tensor in _kept.Values) tensor.Dispose();
    }

    private List<Tensor> Encode(LlavaModel model, LlavaRow row, PixelBox?[] regions)
    {
        var image = images.Read(row);
        using var noGrad = torch.no_grad();
        return [.. regions.Select(
            region => _kept.TryGetValue((row.Image, region), out var kept) ? kept : Keep((row.Image, region), Encode(model, row, image, region)))];
    }

    // Each view by itself: products round differently in other company, and a run that was resumed asks for views in another order.
    private Tensor Encode(LlavaModel model, LlavaRow row, RgbImage image, PixelBox? view)
    {
        var g = model.Geometry;
        var region = view ?? PixelBox.Whole(image.Size);
        if (!region.IsInside(image.Size))
            throw row.Place.Wrong($"has a box that is not inside its image of {image.Size.Width} x {image.Size.Height}", "correct the box, or leave it out");
        var pixels = new float[g.ImageValues];
        images.WriteTensor(image, region, pixels);
        return model.Vision.Encode(Floats.Of(pixels, 1, 3, g.ImageSize, g.ImageSize))[0].clone();
    }

    private Tensor Keep((string, PixelBox?) key, Tensor features)
    {
        var bytes = features.NumberOfElements * (features.dtype == ScalarType.Float32 ? 4 : 2);
        if (Interlocked.Add(ref _bytes, bytes) <= budget && _kept.TryAdd(key, features)) features.DetachFromDisposeScope();
        else Interlocked.Add(ref _bytes, -bytes);
        return features;
    }
}
