namespace Judger.Imaging.Errors;

/// <summary>Bytes that were offered as an image cannot be used. The message is one line that names the problem and the remedy.</summary>
public abstract class ImageException : Exception
{
    private protected ImageException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>A stable name of the kind of error, for programs.</summary>
    public abstract string Code { get; }
}
