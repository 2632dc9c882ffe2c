namespace Judger.Export.Pipeline;

/// <summary>An export that cannot be done. The message is one line: the problem and the remedy.</summary>
public abstract class ExportException : Exception
{
    private protected ExportException(string message, Exception? cause)
        : base(message, cause)
    {
    }

    /// <summary>A stable name of the error for programs.</summary>
    public abstract string Code { get; }
}
