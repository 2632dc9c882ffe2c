using Judger.Core.Geometry;
using Judger.Imaging;

namespace Judger.Training.Data.Llava;

/// <summary>The images of a data file, decoded and preprocessed as serving does.</summary>
internal sealed class RowImages(string folder, ImagePreprocessing preprocessing)
{
    private readonly string _root = Path.GetFullPath(folder);

    /// <summary>Decodes a row's image.</summary>
    /// <exception cref="RowException">The file is missing, outside the folder, or no image that serving would take.</exception>
    public RgbImage Read(LlavaRow row)
    {
        try
        {
            return ImageDecoder.Decode(File.ReadAllBytes(Locate(row)));
        }
        catch (ImageException exception)
        {
            throw new RowException(row.Number, $"has an image {row.Image} that cannot be decoded ({exception.Message})", "replace the file, or remove the row", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RowException(row.Number, $"has an image {row.Image} that cannot be read", "check its permissions", exception);
        }
    }

    /// <summary>The encoder's input [3, side, side] for a region.</summary>
    public void WriteTensor(RgbImage image, PixelBox region, Span<float> tensor) => preprocessing.WriteTensor(image, region, tensor);

    /// <summary>The path of a row's image, which is there.</summary>
    public string Locate(LlavaRow row)
    {
        var path = Path.GetFullPath(Path.Combine(_root, row.Image));
        if (!path.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new RowException(row.Number, $"has an image {row.Image} outside {_root}", "give the folder that holds all images (--images)");
        return File.Exists(path) ? path : throw new RowException(row.Number, $"has an image {row.Image} that is not in {_root}", "give the folder that holds it (--images), or remove the row");
    }
}
