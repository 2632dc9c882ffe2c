using Judger.Cli.Commands;
using Judger.Imaging.Decoders;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Judger.Server.Records;

namespace Judger.Cli.Output;

/// <summary>The pictures that show where the model looked.</summary>
internal static class Pictures
{
    public static Task WriteOverlayAsync(string path, byte[] image, QuestionRecord record, CancellationToken cancellationToken) =>
        WriteAsync(path, RecordPictures.Overlay(ImageDecoder.Decode(image), record.Region!), cancellationToken);

    public static Task WriteCropAsync(string path, byte[] image, QuestionRecord record, CancellationToken cancellationToken) =>
        WriteAsync(path, RecordPictures.Crop(ImageDecoder.Decode(image), record.Region!), cancellationToken);

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
}
