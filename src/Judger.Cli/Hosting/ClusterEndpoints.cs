using System.Net;
using System.Net.Sockets;
using Judger.Cli.Commands;
using Npgsql;
using StackExchange.Redis;

namespace Judger.Cli.Hosting;

/// <summary>The servers that <c>--cluster</c> names: gateways, Redis, or PostgreSQL.</summary>
internal static class ClusterEndpoints
{
    private const int RedisPort = 6379;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Host and port of each. A host may be the path of a socket of this machine.</summary>
    /// <exception cref="CliException">The cluster is not understood.</exception>
    public static IReadOnlyList<(string Host, int Port)> Of(string cluster)
    {
        var kind = RemoteJudger.KindOf(cluster);
        var connection = cluster[(cluster.IndexOf('=', StringComparison.Ordinal) + 1)..];
        try
        {
            return kind switch
            {
                "redis" => [.. ConfigurationOptions.Parse(connection).EndPoints.Select(OfRedis)],
                "postgres" => [.. OfPostgres(new(connection))],
                _ => [(IPEndPoint.Parse(connection).Address.ToString(), IPEndPoint.Parse(connection).Port)],
            };
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new CliException("--cluster is not understood; write redis=HOST:PORT, gateway=ADDRESS:PORT or postgres=CONNECTION.", exception);
        }
    }

    /// <summary>
    /// Fails at once where every one of them refuses connections. A connection by the cluster's client would be tried again for half a minute, for a cluster
    /// that is about to start.
    /// </summary>
    /// <exception cref="CliException">Nothing listens there.</exception>
    public static async Task RequireListeningAsync(string cluster, CancellationToken cancellationToken)
    {
        var endpoints = Of(cluster);
        foreach (var (host, port) in endpoints)
        {
            if (host.StartsWith('/') || !await IsRefusedAsync(host, port, cancellationToken)) return;
        }

        if (endpoints.Count == 0) return;
        var places = string.Join(", ", endpoints.Select(endpoint => $"{endpoint.Host}:{endpoint.Port}"));
        throw new CliException($"Nothing listens at {places} ({RemoteJudger.KindOf(cluster)}); check --cluster, and that it runs.");
    }

    private static (string Host, int Port) OfRedis(EndPoint point) => point switch
    {
        DnsEndPoint named => (named.Host, named.Port == 0 ? RedisPort : named.Port),
        IPEndPoint address => (address.Address.ToString(), address.Port == 0 ? RedisPort : address.Port),
        _ => (point.ToString()!, 0),
    };

    private static IEnumerable<(string Host, int Port)> OfPostgres(NpgsqlConnectionStringBuilder connection)
    {
        foreach (var host in (connection.Host ?? "localhost").Split(',', StringSplitOptions.TrimEntries))
        {
            // One of several hosts may have a port of its own; an address of IPv6 has more than one colon.
            yield return host.Split(':') is [var name, var port] && int.TryParse(port, out var number) ? (name, number) : (host, connection.Port);
        }
    }

    private static async Task<bool> IsRefusedAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, limit.Token);
            return false;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode == SocketError.ConnectionRefused;
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }
}
