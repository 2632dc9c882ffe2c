namespace Judger;

/// <summary>The server does not let the caller do this: the key is missing, not known, or not good for it.</summary>
[GenerateSerializer, Alias("judger.AccessDeniedException")]
public sealed class AccessDeniedException : JudgerException
{
    public AccessDeniedException()
    {
    }

    public AccessDeniedException(string message)
        : base(message)
    {
    }

    public AccessDeniedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public override string Code => "access_denied";
}
