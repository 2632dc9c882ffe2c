namespace Judger;

/// <summary>An error that a caller can act on. The message is one line and names the remedy; <see cref="Code"/> is stable.</summary>
[GenerateSerializer, Alias("judger.JudgerException")]
public abstract class JudgerException : Exception
{
    protected JudgerException()
    {
    }

    protected JudgerException(string message)
        : base(message)
    {
    }

    protected JudgerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A stable, machine-readable name of the error.</summary>
    public abstract string Code { get; }

    /// <summary>True when the same request, under the same id, may succeed later without any change.</summary>
    public virtual bool IsTransient => false;
}
