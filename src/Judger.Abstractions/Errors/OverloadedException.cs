namespace Judger;

/// <summary>All slots that could answer the question have as much work as they can do in time. Nothing was begun.</summary>
[GenerateSerializer, Alias("judger.OverloadedException")]
public sealed class OverloadedException(string message, Exception? innerException = null) : RefusedException(message, innerException)
{
    public override string Code => "overloaded";
}
