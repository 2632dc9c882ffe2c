using System.Collections.Concurrent;
using Judger.Core.Geometry;
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
        var g = model.Geometry;
        var image = images.Read(row);
        var pixels = new float[regions.Length * g.ImageValues];
        for (var i = 0; i < regions.Length; i++)
        {
            var region = regions[i] ?? PixelBox.Whole(image.Size);
            if (!region.IsInside(image.Size)) throw row.Place.Wrong($"has a box that is not inside its image of {image.Size.Width} x {image.Size.Height}", "correct the box, or leave it out");
            images.WriteTensor(image, region, pixels.AsSpan(i * g.ImageValues, g.ImageValues));
        }

        using var noGrad = torch.no_grad();
        var features = model.Vision.Encode(torch.tensor(pixels, [regions.Length, 3, g.ImageSize, g.ImageSize]));
        return [.. regions.Select((region, i) => Keep((row.Image, region), features[i].clone()))];
    }

    private Tensor Keep((string, PixelBox?) key, Tensor features)
    {
        var bytes = features.NumberOfElements * (features.dtype == ScalarType.Float32 ? 4 : 2);
        if (Interlocked.Add(ref _bytes, bytes) <= budget && _kept.TryAdd(key, features)) features.DetachFromDisposeScope();
        else Interlocked.Add(ref _bytes, -bytes);
        return features;
    }
}
