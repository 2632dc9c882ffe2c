using Judger.Export.Checkpoints;
using Judger.Imaging.Preprocessing;

namespace Judger.Export.Families.Llava;

/// <summary>Reads what CLIPImageProcessor is told: the tensor's side and its normalisation.</summary>
internal static class LlavaPreprocessing
{
    private const int Bicubic = 3;
    private static readonly float[] ClipMean = [0.48145466f, 0.4578275f, 0.40821073f];
    private static readonly float[] ClipStd = [0.26862954f, 0.26130258f, 0.27577711f];

    /// <summary>Reads <c>preprocessor_config.json</c>; CLIP's own values for the vision tower's size where it is missing or silent.</summary>
    /// <param name="file">The file.</param>
    /// <param name="imageSize">Side of the vision tower's input in pixels.</param>
    /// <param name="mode">How an image becomes a square, which <c>config.json</c> says.</param>
    public static ImagePreprocessing Read(string file, int imageSize, ResizeMode mode)
    {
        var square = new ImagePreprocessing { Size = imageSize, Mode = mode, Mean = ClipMean, Std = ClipStd };
        if (ConfigSection.TryRead(file) is not { } config) return square;
        var resample = config.Integer("resample", Bicubic);
        if (resample != Bicubic) throw config.Unsupported("resample", $"{resample}", "bicubic resampling (3)");
        foreach (var step in new[] { "do_resize", "do_center_crop", "do_rescale", "do_normalize" })
        {
            if (!config.Flag(step, true)) throw config.Unsupported(step, "false", $"{step}");
        }

        var (shortest, crop) = (config.Side("size", imageSize, "shortest_edge", "height"), config.Side("crop_size", imageSize, "height"));
        if (shortest != imageSize) throw config.Unsupported("size", $"{shortest}", $"its vision tower's input size, {imageSize}");
        if (crop != imageSize) throw config.Unsupported("crop_size", $"{crop}", $"its vision tower's input size, {imageSize}");
        var (mean, std) = (config.Numbers("image_mean", ClipMean), config.Numbers("image_std", ClipStd));
        if (mean.Length != 3) throw config.Wrong("image_mean", "three numbers");
        if (std.Length != 3 || std.Any(value => !(value > 0))) throw config.Wrong("image_std", "three numbers above 0");
        return square with { Mean = mean, Std = std };
    }
}
