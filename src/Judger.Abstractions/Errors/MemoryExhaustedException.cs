namespace Judger;

/// <summary>The server's memory for requests of this kind is in use by others. Nothing was begun.</summary>
[GenerateSerializer, Alias("judger.MemoryExhaustedException")]
public sealed class MemoryExhaustedException(string message, Exception? innerException = null) : RefusedException(message, innerException)
{
    public override string Code => "memory_exhausted";
}
