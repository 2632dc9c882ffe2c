using Judger.Client;

namespace Judger.Cluster.Tests.Support;

/// <summary>Where the silos of a test meet.</summary>
internal sealed record ClusterAddress(JudgerClusterKind Kind, string ConnectionString)
{
    public static implicit operator ClusterAddress(RedisServer redis) => new(JudgerClusterKind.Redis, redis.ConnectionString);
}
