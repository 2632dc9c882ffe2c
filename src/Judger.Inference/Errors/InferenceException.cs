namespace Judger.Inference.Errors;

/// <summary>An error of the engine that its caller can act on. The message is one line: the problem and the remedy.</summary>
public abstract class InferenceException : Exception
{
    private protected InferenceException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <summary>A stable name of the error for programs.</summary>
    public abstract string Code { get; }
}
