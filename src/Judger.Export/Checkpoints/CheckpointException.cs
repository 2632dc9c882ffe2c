using Judger.Export.Pipeline;
using Judger.Inference.Errors;

namespace Judger.Export.Checkpoints;

/// <summary>A checkpoint cannot be exported. The message is one line that names the file, the tensor where one is meant, and the remedy.</summary>
public sealed class CheckpointException : ExportException
{
    /// <summary>Creates the error.</summary>
    /// <param name="file">The file that is wrong.</param>
    /// <param name="problem">What is wrong with it, after "FILE: ".</param>
    /// <param name="remedy">What to do about it.</param>
    /// <param name="tensor">The tensor that is wrong, if it is one.</param>
    /// <param name="cause">The error behind this one.</param>
    public CheckpointException(string file, string problem, string remedy, string? tensor = null, Exception? cause = null)
        : base($"{file}: {ErrorText.Line(problem)}: {remedy}.", cause)
    {
        File = file;
        Tensor = tensor;
    }

    /// <inheritdoc/>
    public override string Code => "checkpoint";

    /// <summary>The file that is wrong.</summary>
    public string File { get; }

    /// <summary>The tensor that is wrong, if it is one.</summary>
    public string? Tensor { get; }
}
