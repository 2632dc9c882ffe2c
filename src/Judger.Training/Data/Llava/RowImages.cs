using Judger.Imaging.Decoders;
using Judger.Imaging.Errors;
using Judger.Imaging.Pixels;
using Judger.Imaging.Preprocessing;

namespace Judger.Training.Data.Llava;

/// <summary>The images of a data file, decoded and preprocessed as serving does.</summary>
internal sealed class RowImages(string folder, ImagePreprocessing preprocessing)
{
    private readonly string _root = Path.GetFullPath(folder);

    /// <summary>Decodes a row's image.</summary>
    /// <exception cref="TrainingException">The file is missing, outside the folder, or no image that serving would take; the row is named.</exception>
    public RgbImage Read(LlavaRow row) => Try(row, bytes => ImageDecoder.Decode(bytes));

    /// <summary>Its size, by the header alone.</summary>
    public PixelSize SizeOf(LlavaRow row)
    {
        var header = Try(row, bytes => ImageDecoder.Identify(bytes));
        return new(header.Width, header.Height);
    }

    /// <summary>The encoder's input [3, side, side] for a region.</summary>
    public void WriteTensor(RgbImage image, PixelBox region, Span<float> tensor) => preprocessing.WriteTensor(image, region, tensor);

    /// <summary>The path of a row's image, which is there.</summary>
    public string Locate(LlavaRow row)
    {
        var path = Path.GetFullPath(Path.Combine(_root, row.Image));
        if (!path.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw row.Place.Wrong($"has an image {row.Image} outside {_root}", "give the folder that holds all images (--images)");
        return File.Exists(path)
            ? path
            : throw row.Place.Wrong($"has an image {row.Image} that is not in {_root}", "give the folder that holds it (--images), or remove the row");
    }

    private T Try<T>(LlavaRow row, Func<byte[], T> read)
    {
        try
        {
            return read(File.ReadAllBytes(Locate(row)));
        }
        catch (ImageException exception)
        {
            throw row.Place.Wrong($"has an image {row.Image} that cannot be decoded ({exception.Message})", "replace the file, or remove the row", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw row.Place.Wrong($"has an image {row.Image} that cannot be read", "check its permissions", exception);
        }
    }
}
