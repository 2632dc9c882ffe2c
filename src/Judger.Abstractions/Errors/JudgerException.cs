namespace Judger;

/// <summary>An error that a caller can act on. The message is one line that says what is wrong and what to do; <see cref="Code"/> is stable.</summary>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="innerException">The cause, if there is one.</param>
[GenerateSerializer, Alias("judger.JudgerException")]
public abstract class JudgerException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>A stable, machine-readable name of the error.</summary>
    public abstract string Code { get; }

    /// <summary>True when the same request, under the same id, may succeed later without any change.</summary>
    public virtual bool IsTransient => false;
}
