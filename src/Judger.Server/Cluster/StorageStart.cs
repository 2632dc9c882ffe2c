using System.Net.Sockets;
using Judger.Server.Configuration;
using Judger.Server.Hosting;
using Judger.Server.Telemetry;
using Microsoft.Extensions.Logging;
using Npgsql;
using StackExchange.Redis;

namespace Judger.Server.Cluster;

/// <summary>
/// Waits for the storage of the cluster before anything of the silo starts: databases often start at the same time. A silo that found none would load its
/// models first and then end with what the database's library says.
/// </summary>
/// <param name="options">The cluster.</param>
/// <param name="probe">Returns when the storage answers and has what a cluster needs.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears that it waits.</param>
internal sealed partial class StorageStart(
    SiloClusterOptions options, Func<string, CancellationToken, Task> probe, TimeProvider time, ILogger<StorageStart> logger) : StartCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    /// <exception cref="ServerConfigurationException">The storage refuses this silo, or did not answer in time.</exception>
    public override async Task StartingAsync(CancellationToken cancellationToken)
    {
        for (var (began, isLogged) = (time.GetTimestamp(), false); ; await Task.Delay(Pause, time, cancellationToken))
        {
            if (await ProblemAsync(cancellationToken) is not { } problem)
            {
                if (isLogged) LogThere(options.Storage);
                return;
            }

            if (problem.IsFinal || time.GetElapsedTime(began) >= options.StartTimeout)
                throw new ServerConfigurationException($"The cluster's storage ({options.Storage}) {problem.Reason}; {problem.Remedy}.", problem.Cause);
            if (!isLogged) LogWaits(options.Storage, problem.Reason, options.StartTimeout.TotalSeconds);
            isLogged = true;
        }
    }

    private async Task<Problem?> ProblemAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await probe(options.ConnectionString, either.Token).WaitAsync(either.Token);
            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Problem.Of(exception);
        }
    }

    [LoggerMessage(EventId = LogEvents.StorageAwaited, EventName = nameof(LogEvents.StorageAwaited), Level = LogLevel.Warning, Message = "The cluster's "
        + "storage ({Storage}) {Reason}. The silo waits for it, {Seconds} s at most")]
    private partial void LogWaits(ClusterStorage storage, string reason, double seconds);

    [LoggerMessage(EventId = LogEvents.StorageThere, EventName = nameof(LogEvents.StorageThere), Level = LogLevel.Information, Message = "The cluster's "
        + "storage ({Storage}) answers")]
    private partial void LogThere(ClusterStorage storage);

    /// <summary>What is wrong with a storage.</summary>
    /// <param name="Reason">As what follows its name.</param>
    /// <param name="Remedy">What to do.</param>
    /// <param name="IsFinal">Whether waiting changes nothing.</param>
    /// <param name="Cause">What its library said.</param>
    private sealed record Problem(string Reason, string Remedy, bool IsFinal, Exception Cause)
    {
        private const string Reach = "check Cluster:ConnectionString, and that it runs";
        private const string Rights = "check user and password in Cluster:ConnectionString, and that user's rights";

        private static readonly string[] Refusals = ["NOAUTH", "WRONGPASS", "NOPERM"];

        public static Problem Of(Exception exception) => exception switch
        {
            RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } =>
                new("refuses the user or the password", Rights, true, exception),
            RedisServerException { Message: var said } when IsRefusal(said) => new($"refuses ({Line(said)})", Rights, true, exception),
            RedisConnectionException => new("cannot be reached", Reach, false, exception),
            PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } =>
                new("has no tables of Judger", "make them: judger schema --apply CONNECTION", true, exception),
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName, MessageText: var said } =>
                new($"refuses ({Line(said)})", "make the database, or name another in Cluster:ConnectionString", true, exception),
            PostgresException { SqlState: ['2', '8', ..] or PostgresErrorCodes.InsufficientPrivilege, MessageText: var said } =>
                new($"refuses ({Line(said)})", Rights, true, exception),
            PostgresException { MessageText: var said } => new($"is not ready ({Line(said)})", Reach, false, exception),
            RedisServerException { Message: var said } => new($"is not ready ({Line(said)})", Reach, false, exception),
            OperationCanceledException or TimeoutException => new("does not answer", Reach, false, exception),
            _ when exception.GetBaseException() is SocketException { Message: var said } => new($"cannot be reached ({Line(said)})", Reach, false, exception),
            _ => new($"cannot be reached ({Line(exception.Message)})", Reach, false, exception),
        };

        private static bool IsRefusal(string said) =>
            Refusals.Any(code => said.StartsWith(code, StringComparison.Ordinal));

        private static string Line(string text) => text.ReplaceLineEndings(" ").TrimEnd('.');
    }
}
