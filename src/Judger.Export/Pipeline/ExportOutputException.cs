namespace Judger.Export.Pipeline;

/// <summary>The output folder cannot be written; nothing of it is left behind.</summary>
public sealed class ExportOutputException : ExportException
{
    /// <summary>Creates the error.</summary>
    public ExportOutputException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <inheritdoc/>
    public override string Code => "export-output";
}
