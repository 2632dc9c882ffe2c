using System.Collections.Concurrent;
using Judger.Experts;
using Judger.Imaging.Decoders;
using Judger.Imaging.Encoders;
using Judger.Imaging.Errors;
using Judger.Inference.Files;

namespace Judger.Cli.Judging;

/// <summary>The pictures of a folder, named by the input.</summary>
internal sealed class FolderPictures(string folder) : IExpertPictures
{
    private readonly DecodeBudget _decoding = DecodeBudget.OfProcess(ImageDecodeOptions.Default);
    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
    private readonly ConcurrentDictionary<string, ImageHeader> _headers = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<ExpertPicture>> GetAsync(ExpertQuestion question, CancellationToken cancellationToken)
    {
        try
        {
            var path = Locate(question.ImageDigest!);
            var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            var format = Header(path, bytes).Format;
            return [format.IsCommon() ? new(bytes, format.MediaType()) : new(await PngAsync(bytes, cancellationToken), ImageFormat.Png.MediaType())];
        }
        catch (Exception exception) when (exception is ImageException or IOException or UnauthorizedAccessException)
        {
            // Of a format that is decoded here, all but the header may be damaged.
            throw new ExpertException(
                ExpertFailureKind.Unavailable, $"The image {question.ImageDigest} cannot be read: {exception.Message.ReplaceLineEndings(" ")}", null, exception)
            {
                IsAboutTheRequest = true,
            };
        }
    }

    /// <summary>What is wrong with an image's name or file, or null.</summary>
    public string? Problem(string name)
    {
        try
        {
            var path = Locate(name);
            if (!File.Exists(path)) return $"the image {path} does not exist";
            if (FolderFile.NotRegular(path) is { } problem) return $"the image {path} {problem}";
            if (new FileInfo(path).Length > QuestionLimits.MaxImageBytes) return $"the image {path} is larger than {QuestionLimits.MaxImageBytes:N0} bytes";
            Header(path, null);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ImageException or ArgumentException)
        {
            return $"the image {name} cannot be read: {exception.Message.ReplaceLineEndings(" ")}";
        }
    }

    /// <summary>Width and height in pixels of an image without a <see cref="Problem"/>.</summary>
    public (int Width, int Height) Size(string name)
    {
        var header = Header(Locate(name), null);
        return (header.Width, header.Height);
    }

    private Task<byte[]> PngAsync(byte[] bytes, CancellationToken cancellationToken) => _decoding.UseAsync(
        bytes,
        ImageDecoder.Measure(bytes, _decoding.Options).Header.Size.Area * PictureFormat.Png.PeakBytesPerPixel(),
        ImageEncoder.EncodePng,
        cancellationToken);

    // A name out of a file must not lead out of the folder.
    private string Locate(string name)
    {
        var path = Path.GetFullPath(name, _root);
        return path.StartsWith(_root, StringComparison.Ordinal) ? path : throw new ArgumentException("it lies outside of --images");
    }

    private ImageHeader Header(string path, byte[]? bytes) => _headers.GetOrAdd(path, _ => ImageDecoder.Identify(bytes ?? File.ReadAllBytes(path)));
}
