namespace Judger.Imaging.Errors;

/// <summary>The bytes are not JPEG, PNG or WebP, whatever their file name says.</summary>
public sealed class UnsupportedImageException : ImageException
{
    internal UnsupportedImageException(string found)
        : base($"The image is {found}; convert it to JPEG, PNG or WebP.")
    {
    }

    /// <inheritdoc/>
    public override string Code => "image-unsupported";
}
