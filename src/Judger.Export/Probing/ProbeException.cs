using Judger.Export.Pipeline;

namespace Judger.Export.Probing;

/// <summary>A case cannot be run on a model. The message is one line: the problem and the remedy.</summary>
public sealed class ProbeException : ExportException
{
    /// <summary>Creates the error.</summary>
    public ProbeException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <inheritdoc/>
    public override string Code => "probe";
}
