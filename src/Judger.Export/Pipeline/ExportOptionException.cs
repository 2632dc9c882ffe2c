namespace Judger.Export.Pipeline;

/// <summary>An option, or the checkpoint's <c>judger.json</c>, asks for something that the model does not have.</summary>
public sealed class ExportOptionException : ExportException
{
    /// <summary>Creates the error.</summary>
    public ExportOptionException(string message)
        : base(message, null)
    {
    }

    /// <inheritdoc/>
    public override string Code => "export-option";
}
