namespace Judger;

/// <summary>The cluster's storage does not answer. What was saved is not lost; ask again under the same id.</summary>
[GenerateSerializer, Alias("judger.StorageUnavailableException")]
public sealed class StorageUnavailableException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    public override string Code => "storage_unavailable";

    public override bool IsTransient => true;
}
