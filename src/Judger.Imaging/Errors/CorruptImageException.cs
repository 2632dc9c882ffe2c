using Judger.Imaging.Decoders;

namespace Judger.Imaging.Errors;

/// <summary>The bytes begin as an image of a format that is decoded, but are damaged or end too early.</summary>
public sealed class CorruptImageException : ImageException
{
    internal CorruptImageException(ImageFormat format, string detail, Exception? innerException = null)
        : base($"The {format.Name()} image is damaged or incomplete ({OneLine(detail)}); send it again or save it anew.", innerException)
    {
    }

    /// <inheritdoc/>
    public override string Code => "image-corrupt";

    // The codec collects its messages, one a line and often the same one again.
    private static string OneLine(string detail) =>
        string.Join("; ", detail.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct());
}
