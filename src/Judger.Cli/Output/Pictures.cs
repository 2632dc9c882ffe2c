using Judger.Cli.Commands;
using Judger.Core.Geometry;
using Judger.Imaging;

namespace Judger.Cli.Output;

/// <summary>The pictures that show where the model looked.</summary>
internal static class Pictures
{
    public static Task WriteOverlayAsync(string path, byte[] image, QuestionRecord record, CancellationToken cancellationToken) =>
        WriteAsync(path, Overlay(ImageDecoder.Decode(image), record.Region!), cancellationToken);

    public static Task WriteCropAsync(string path, byte[] image, QuestionRecord record, CancellationToken cancellationToken)
    {
        var box = Box(record.Region!.Box);
        return WriteAsync(path, Resampler.Resize(ImageDecoder.Decode(image), box, box.Size), cancellationToken);
    }

    public static async Task WriteAsync(string path, byte[] png, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllBytesAsync(path, png, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be written; check the folder, its permissions and the disk.", exception);
        }
    }

    private static Task WriteAsync(string path, RgbImage image, CancellationToken cancellationToken) =>
        WriteAsync(path, ImageEncoder.EncodePng(image), cancellationToken);

    private static RgbImage Overlay(RgbImage image, LocatedRegion region) => region.Map is { } map
        ? AttentionOverlay.Draw(image, map, region.Columns, region.Rows, new GridFrame(region.Frame[0], region.Frame[1], region.Frame[2], region.Frame[3]), Box(region.Box))
        : image;

    private static PixelBox Box(ImageBox box) => new(box.Left, box.Top, box.Right, box.Bottom);
}
