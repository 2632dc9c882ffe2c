namespace Judger;

/// <summary>
/// No silo of the cluster could be reached in time, or the one that had the question went away and none took over. Ask again under the same id.
/// </summary>
[GenerateSerializer, Alias("judger.ClusterUnavailableException")]
public sealed class ClusterUnavailableException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    public override string Code => "cluster_unavailable";

    public override bool IsTransient => true;
}
