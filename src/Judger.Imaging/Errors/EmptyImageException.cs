namespace Judger.Imaging.Errors;

/// <summary>There are no bytes.</summary>
public sealed class EmptyImageException : ImageException
{
    internal EmptyImageException()
        : base("The image is empty (0 bytes); check that the file or upload is complete.")
    {
    }

    /// <inheritdoc/>
    public override string Code => "image-empty";
}
