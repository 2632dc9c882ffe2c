using Judger.Cli.Commands;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Judger.Server.Records;

namespace Judger.Cli.Output;

/// <summary>The pictures that show where the model looked: JPEG or WebP where the file's name ends so, else PNG.</summary>
internal static class Pictures
{
    public static Task WriteOverlayAsync(string path, RgbImage image, QuestionRecord record, CancellationToken cancellationToken) =>
        WriteAsync(path, record, region => RecordPictures.Overlay(image, region), cancellationToken);

    public static Task WriteCropAsync(string path, RgbImage image, QuestionRecord record, CancellationToken cancellationToken) =>
        WriteAsync(path, record, region => RecordPictures.Crop(image, region), cancellationToken);

    /// <summary>Fails where a picture could not be written, before any work is done for it. What is there already stays as it is.</summary>
    /// <exception cref="CliException">The path cannot be written, or its format cannot hold the picture.</exception>
    public static void RequireWritable(string path, PixelSize size)
    {
        RequireFits(path, size);
        OutputFile.RequireWritable(path);
    }

    public static Task WriteAsync(string path, byte[] picture, CancellationToken cancellationToken) =>
        Task.Run(() => OutputFile.Write(path, file => file.Write(picture)), cancellationToken);

    private static async Task WriteAsync(string path, QuestionRecord record, Func<LocatedRegion, RgbImage> draw, CancellationToken cancellationToken)
    {
        if (record.Region is not { } region)
        {
            var why = record.EntryOf(QuestionStage.Locate)?.Outcome is StageSkipped skipped
                ? $"the model did not look again ({skipped.Reason.TrimEnd('.')})"
                : "the question ended before a region was located";
            await Console.Error.WriteLineAsync($"note: {path} was not written, because {why}.");
            return;
        }

        var picture = draw(region);
        RequireFits(path, picture.Size);
        await WriteAsync(path, ImageEncoder.Encode(picture, PictureFormats.OfFile(path)), cancellationToken);
    }

    private static void RequireFits(string path, PixelSize size)
    {
        var format = PictureFormats.OfFile(path);
        if (!format.Holds(size))
            throw new CliException($"{path} cannot be written; {format} cannot hold {size.Width} x {size.Height} pixels. Let its name end with .png.");
    }
}
