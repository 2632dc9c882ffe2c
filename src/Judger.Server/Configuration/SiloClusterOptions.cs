namespace Judger.Server.Configuration;

/// <summary>The cluster that a silo belongs to.</summary>
public sealed class SiloClusterOptions
{
    /// <summary>Where membership, questions, images and reminders are kept. <value>Default: in the memory of this one process.</value></summary>
    public ClusterStorage Storage { get; set; } = ClusterStorage.Memory;

    /// <summary>The connection string of Redis (StackExchange.Redis) or PostgreSQL (Npgsql).</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The cluster's name. Silos and clients with the same name find each other.</summary>
    public string ClusterId { get; set; } = "judger";

    /// <summary>The name under which state is kept. State outlives clusters.</summary>
    public string ServiceId { get; set; } = "judger";

    /// <summary>How long a silo that does not answer is considered alive. <value>1 s to 5 minutes, default 5 s.</value></summary>
    public TimeSpan FailureDetection { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a silo that starts waits for a storage that does not answer. <value>At most 1 hour, default 30 s.</value></summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The bytes of images that memory storage keeps. <value>At least 20 MiB. Default: an eighth of the heap's part of the memory, at most
    /// 1 GiB.</value></summary>
    public long? ImageMemoryBytes { get; set; }

    internal IEnumerable<string> Errors()
    {
        if (!Enum.IsDefined(Storage)) yield return $"Cluster:Storage is {Storage}; give Memory, Redis or Postgres.";
        if (ConnectionErrors.Of(Storage, ConnectionString) is { } error) yield return $"Cluster:ConnectionString {error}";
        if (string.IsNullOrWhiteSpace(ClusterId)) yield return "Cluster:ClusterId is empty; give the cluster a name.";
        if (string.IsNullOrWhiteSpace(ServiceId)) yield return "Cluster:ServiceId is empty; give the service a name.";
        if (FailureDetection < TimeSpan.FromSeconds(1) || FailureDetection > TimeSpan.FromMinutes(5))
            yield return $"Cluster:FailureDetection is {FailureDetection}; give 1 s to 5 minutes.";
        if (StartTimeout < TimeSpan.Zero || StartTimeout > TimeSpan.FromHours(1)) yield return $"Cluster:StartTimeout is {StartTimeout}; give 0 s to 1 hour.";
        if (ImageMemoryBytes < QuestionLimits.MaxImageBytes)
            yield return $"Cluster:ImageMemoryBytes is {ImageMemoryBytes}; give at least {QuestionLimits.MaxImageBytes}, the largest image.";
    }
}
