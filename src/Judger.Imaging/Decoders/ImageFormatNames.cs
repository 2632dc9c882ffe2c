namespace Judger.Imaging.Decoders;

/// <summary>What image formats are called.</summary>
public static class ImageFormatNames
{
    /// <summary>The name that people know.</summary>
    public static string Name(this ImageFormat format) => format switch
    {
        ImageFormat.WebP => "WebP",
        ImageFormat.Pnm => "Netpbm",
        _ => format.ToString().ToUpperInvariant(),
    };

    /// <summary>The media type, such as image/png.</summary>
    public static string MediaType(this ImageFormat format) => format switch
    {
        ImageFormat.Pnm => "image/x-portable-anymap",
        ImageFormat.Tga => "image/x-tga",
        _ => $"image/{format.ToString().ToLowerInvariant()}",
    };

    /// <summary>True for the formats that every vision API takes as they are: JPEG, PNG and WebP.</summary>
    public static bool IsCommon(this ImageFormat format) => format is ImageFormat.Jpeg or ImageFormat.Png or ImageFormat.WebP;
}
