namespace Judger.Client;

/// <summary>Which cluster an application asks.</summary>
public sealed class JudgerClusterOptions
{
    /// <summary>Where the cluster keeps its membership.</summary>
    public JudgerClusterKind Kind { get; set; } = JudgerClusterKind.Redis;

    /// <summary>
    /// The connection string of Redis (StackExchange.Redis) or PostgreSQL (Npgsql), as in the silos' configuration; or the gateway's address and port.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The cluster's name.</summary>
    public string ClusterId { get; set; } = "judger";

    /// <summary>The service's name.</summary>
    public string ServiceId { get; set; } = "judger";
}
