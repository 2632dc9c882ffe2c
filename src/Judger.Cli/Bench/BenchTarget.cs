using System.Net;
using Judger.Cli.Commands;
using Judger.Cli.Hosting;

namespace Judger.Cli.Bench;

/// <summary>Who is asked: this process, a cluster, or a server over HTTP.</summary>
/// <param name="Cluster">redis=, gateway= or postgres=.</param>
/// <param name="Endpoint">The server's address.</param>
/// <param name="KeyFile">The file that holds its key.</param>
/// <param name="Model">The model's folder, for this process.</param>
internal sealed record BenchTarget(string? Cluster, string? Endpoint, string? KeyFile, string Model)
{
    /// <summary>Who is asked, without what nobody else is to read.</summary>
    public string Name =>
        Endpoint is not null ? Address().GetLeftPart(UriPartial.Path) : Cluster is not null ? $"cluster by {RemoteJudger.KindOf(Cluster)}" : "this process";

    /// <summary>Refuses to load other machines, unless that is wanted.</summary>
    /// <exception cref="CliException">The target is not on this machine, or not understood.</exception>
    public void Check(bool allowRemote)
    {
        if (Cluster is not null && Endpoint is not null) throw new CliException("--cluster and --endpoint are both given; give only one of them.");
        if (KeyFile is not null && Endpoint is null) throw new CliException("--api-key-file is for --endpoint; leave it out.");
        IEnumerable<string> hosts = Endpoint is not null ? [Address().Host.Trim('[', ']')]
            : Cluster is not null ? ClusterEndpoints.Of(Cluster).Select(endpoint => endpoint.Host)
            : [];
        if (!allowRemote && hosts.FirstOrDefault(host => !IsLoopback(host)) is { } remote)
            throw new CliException($"{remote} is another machine, and the load may disturb its users; add --allow-remote if you may load it.");
    }

    /// <summary>Connects, or starts the model. Where nobody answers, this fails at once.</summary>
    public async Task<IJudgerHost> StartAsync(bool verbose, CancellationToken cancellationToken) =>
        Endpoint is not null ? await HttpJudger.ConnectAsync(Address(), KeyFile, cancellationToken)
        : Cluster is not null ? await RemoteJudger.ConnectAsync(Cluster, verbose, cancellationToken)
        : await LocalJudger.StartAsync(Model, [], verbose, cancellationToken);

    private Uri Address() => Uri.TryCreate(Endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? address
        : throw new CliException("--endpoint is not a URL; write http://127.0.0.1:8080.");

    // A path is a socket of this machine.
    private static bool IsLoopback(string host) =>
        host == "localhost" || host.StartsWith('/') || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
