namespace Judger.Client;

/// <summary>Where a cluster keeps its membership.</summary>
public enum JudgerClusterKind
{
    /// <summary>In Redis.</summary>
    Redis,

    /// <summary>In PostgreSQL.</summary>
    Postgres,

    /// <summary>Nowhere: the application names one gateway.</summary>
    Gateway,
}
