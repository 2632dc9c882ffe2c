namespace Judger.Client;

/// <summary>Where a cluster keeps its membership.</summary>
public enum JudgerClusterKind
{
    /// <summary>In Redis.</summary>
    Redis,

    /// <summary>In PostgreSQL.</summary>
    Postgres,

    /// <summary>Nowhere: one gateway is named.</summary>
    Gateway,
}
