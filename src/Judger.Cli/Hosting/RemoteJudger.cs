using Judger.Cli.Commands;
using Judger.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Judger.Cli.Hosting;

/// <summary>A client of a cluster that runs elsewhere.</summary>
internal sealed class RemoteJudger : IJudgerHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IHost _host;

    private RemoteJudger(IHost host) => _host = host;

    public IJudgerClient Client => _host.Services.GetRequiredService<IJudgerClient>();

    /// <summary>Connects.</summary>
    /// <param name="cluster">redis=, postgres= or gateway=, and how it is reached.</param>
    /// <param name="verbose">True for the log on standard error.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CliException">The cluster is not understood or cannot be reached.</exception>
    public static async Task<RemoteJudger> ConnectAsync(string cluster, bool verbose, CancellationToken cancellationToken)
    {
        var options = Parse(cluster);
        await ClusterEndpoints.RequireListeningAsync(cluster, cancellationToken);
        var builder = Host.CreateEmptyApplicationBuilder(new());
        if (verbose) ErrorLog.Use(builder.Logging, LogLevel.Warning);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        IHost? host = null;
        try
        {
            builder.UseJudgerCluster(options);
            host = builder.Build();
            await host.StartAsync(limit.Token);
            return new(host);
        }
        catch (Exception exception)
        {
            host?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            var why = exception is OperationCanceledException ? $"within {Patience.TotalSeconds:F0} s" : $"({exception.Message.ReplaceLineEndings(" ")})";
            throw new CliException($"No cluster answers by {Kind(options)} {why}; check --cluster, and that a silo runs.", exception);
        }
    }

    /// <summary>Where a cluster's membership is kept, without how it is reached: that may hold a password.</summary>
    /// <exception cref="CliException">The cluster is not understood.</exception>
    public static string KindOf(string cluster) => Kind(Parse(cluster));

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    private static string Kind(JudgerClusterOptions options) => options.Kind.ToString().ToLowerInvariant();

    private static JudgerClusterOptions Parse(string cluster)
    {
        var at = cluster.IndexOf('=', StringComparison.Ordinal);
        return at > 0 && at + 1 < cluster.Length && Enum.TryParse<JudgerClusterKind>(cluster[..at], ignoreCase: true, out var kind) && Enum.IsDefined(kind)
            ? new() { Kind = kind, ConnectionString = cluster[(at + 1)..] }
            : throw new CliException(
                "--cluster is not understood; write redis=HOST:PORT, gateway=ADDRESS:PORT or postgres=CONNECTION, a password in PGPASSFILE or Passfile=.");
    }
}
