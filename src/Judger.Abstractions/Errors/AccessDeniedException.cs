namespace Judger;

/// <summary>The server does not let the caller do this: the key is missing, not known, or not good for it.</summary>
[GenerateSerializer, Alias("judger.AccessDeniedException")]
public sealed class AccessDeniedException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    public override string Code => "access_denied";
}
