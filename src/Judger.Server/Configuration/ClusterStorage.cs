namespace Judger.Server.Configuration;

/// <summary>Where a cluster keeps what it must not lose.</summary>
public enum ClusterStorage
{
    /// <summary>In the memory of one process, which is the whole cluster; nothing survives it.</summary>
    Memory,

    /// <summary>In Redis.</summary>
    Redis,

    /// <summary>In PostgreSQL; <c>judger schema</c> makes the tables.</summary>
    Postgres,
}
