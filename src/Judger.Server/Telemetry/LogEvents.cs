namespace Judger.Server.Telemetry;

/// <summary>The ids of the server's log events. They are stable: operators filter by them.</summary>
internal static class LogEvents
{
    /// <summary>A request ended in a defect.</summary>
    public const int RequestFailed = 4000;

    /// <summary>A stream ended in a defect.</summary>
    public const int StreamFailed = 4001;

    /// <summary>The file of API keys was read.</summary>
    public const int KeysRead = 4002;

    /// <summary>The file of API keys could not be read.</summary>
    public const int KeysNotRead = 4003;

    /// <summary>PostgreSQL deleted questions and images that were too old.</summary>
    public const int SweepDeleted = 4100;

    /// <summary>PostgreSQL could not delete them.</summary>
    public const int SweepFailed = 4101;

    /// <summary>The cluster's storage does not answer.</summary>
    public const int StorageAway = 4102;

    /// <summary>It answers again.</summary>
    public const int StorageBack = 4103;

    /// <summary>It answers, and a state cannot be read or written.</summary>
    public const int StorageDefect = 4104;

    /// <summary>A silo that starts waits for the storage.</summary>
    public const int StorageAwaited = 4105;

    /// <summary>The storage that a silo waited for answers.</summary>
    public const int StorageThere = 4106;
}
