using Judger.Cli.Commands;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Judger.Server.Records;

namespace Judger.Cli.Output;

/// <summary>The pictures that show where the model looked: JPEG or WebP where the file's name ends so, else PNG.</summary>
internal static class Pictures
{
    public static Task WriteOverlayAsync(string path, RgbImage image, QuestionRecord record, CancellationToken cancellationToken) =>
        WriteAsync(path, RecordPictures.Overlay(image, record.Region!), cancellationToken);

    public static Task WriteCropAsync(string path, RgbImage image, QuestionRecord record, CancellationToken cancellationToken) =>
        WriteAsync(path, RecordPictures.Crop(image, record.Region!), cancellationToken);

    /// <summary>Fails where a picture could not be written, before any work is done for it. What is there already stays as it is.</summary>
    /// <exception cref="CliException">The path cannot be written.</exception>
    public static void RequireWritable(string path)
    {
        try
        {
            var isNew = !File.Exists(path);
            new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
            if (isNew) File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, exception);
        }
    }

    public static async Task WriteAsync(string path, byte[] picture, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllBytesAsync(path, picture, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, exception);
        }
    }

    private static CliException NotWritable(string path, Exception exception) =>
        new($"{path} cannot be written; check the folder, its permissions and the disk.", exception);

    private static Task WriteAsync(string path, RgbImage image, CancellationToken cancellationToken)
    {
        var format = PictureFormats.OfFile(path);
        return format.Holds(image.Size)
            ? WriteAsync(path, ImageEncoder.Encode(image, format), cancellationToken)
            : throw new CliException($"{path} cannot be written; {format} cannot hold {image.Width} x {image.Height} pixels. Let its name end with .png.");
    }
}
