namespace Judger.Imaging.Errors;

/// <summary>The bytes are of a format, or of a kind of a format, that is not decoded, whatever their file name says.</summary>
public sealed class UnsupportedImageException : ImageException
{
    internal UnsupportedImageException(string found, Exception? innerException = null)
        : base($"The image is {found}, which is not supported; save it as JPEG or PNG.", innerException)
    {
    }

    /// <inheritdoc/>
    public override string Code => "image-unsupported";
}
