using Judger.Server.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Judger.Server.Cluster.Postgres;

/// <summary>
/// Deletes rows that are older than the retention time; PostgreSQL does not do that by itself. Every silo sweeps, in small portions, and skips the rows that
/// another one is deleting.
/// </summary>
internal sealed partial class PostgresSweep(string connection, string service, TimeSpan retention, ILogger<PostgresSweep> logger) : BackgroundService
{
    /// <summary>Most rows of one portion.</summary>
    internal const int Portion = 1000;

    // Rows are named by the state that a grain keeps.
    private const string Delete =
        """
        DELETE FROM orleansstorage WHERE ctid IN
        (SELECT ctid FROM orleansstorage
         WHERE modifiedon < (now() AT TIME ZONE 'utc') - @retention AND graintypestring IN ('question', 'image', 'imageowner') AND serviceid = @service
         LIMIT @portion FOR UPDATE SKIP LOCKED)
        """;

    private static readonly TimeSpan LongestPeriod = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(retention / 10 < LongestPeriod ? retention / 10 : LongestPeriod);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await SweepAsync(stoppingToken) > 0)
                {
                }
            }
#pragma warning disable CA1031 // A service that throws would stop the silo.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(exception);
            }
        }
    }

    /// <summary>Deletes a portion of the rows that are too old; returns how many.</summary>
    internal async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(Delete);
        command.Parameters.AddWithValue("retention", retention);
        command.Parameters.AddWithValue("service", service);
        command.Parameters.AddWithValue("portion", Portion);
        var deleted = await command.ExecuteNonQueryAsync(cancellationToken);
        if (deleted > 0) LogDeleted(deleted, retention);
        return deleted;
    }

    [LoggerMessage(EventId = LogEvents.SweepDeleted, EventName = nameof(LogEvents.SweepDeleted),
        Level = LogLevel.Information, Message = "Deleted {Count} questions and images that were older than {Retention}")]
    private partial void LogDeleted(int count, TimeSpan retention);

    [LoggerMessage(EventId = LogEvents.SweepFailed, EventName = nameof(LogEvents.SweepFailed), Level = LogLevel.Warning,
        Message = "Could not delete old questions and images; trying again later")]
    private partial void LogFailed(Exception exception);
}
