using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Judger.Server;

/// <summary>Deletes what is older than the service keeps it: PostgreSQL does not do that by itself. Every silo sweeps, in small portions; what one deletes the others do not find.</summary>
internal sealed partial class PostgresSweep(string connection, string service, TimeSpan retention, ILogger<PostgresSweep> logger) : BackgroundService
{
    /// <summary>Most rows of one portion.</summary>
    internal const int Portion = 1000;

    private const string Delete =
        """
        DELETE FROM orleansstorage WHERE ctid IN
        (SELECT ctid FROM orleansstorage WHERE modifiedon < (now() AT TIME ZONE 'utc') - @retention AND graintypestring IN ('question', 'image') AND serviceid = @service
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
            catch (NpgsqlException exception)
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

    [LoggerMessage(LogLevel.Information, "Deleted {Count} questions and images that were older than {Retention}")]
    private partial void LogDeleted(int count, TimeSpan retention);

    [LoggerMessage(LogLevel.Warning, "Old questions and images could not be deleted; it is tried again")]
    private partial void LogFailed(Exception exception);
}
