using System.Diagnostics;
using Judger.Client;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Judger.Cluster.Tests.Support;

/// <summary>Silos in processes of their own around one Redis or PostgreSQL, and a client of them.</summary>
internal sealed class JudgerCluster : IAsyncDisposable
{
    private static int _images;

    private readonly string _id = $"test-{Guid.NewGuid():N}";
    private readonly Dictionary<string, SiloProcess> _silos = [];
    private readonly ClusterAddress _address;
    private readonly TimeSpan _failureDetection;
    private IHost? _client;

    private JudgerCluster(ClusterAddress address, TimeSpan failureDetection) => (_address, _failureDetection) = (address, failureDetection);

    /// <summary>Its cluster's id and its service's.</summary>
    public string Id => _id;

    public IReadOnlyDictionary<string, SiloProcess> Silos => _silos;

    /// <summary>What its silos wrote on standard error since each started last.</summary>
    public string Log => string.Join('\n', _silos.Values.Select(silo => silo.Errors));

    public IJudgerClient Client => _client!.Services.GetRequiredService<IJudgerClient>();

    public IClusterClient Grains => _client!.Services.GetRequiredService<IClusterClient>();

    /// <summary>Starts silos at the same time, and connects when all have joined. One that dies is missed soon.</summary>
    public static Task<JudgerCluster> StartAsync(ClusterAddress address, params IReadOnlyList<SiloSpec> silos) =>
        StartAsync(address, TimeSpan.FromSeconds(3), silos);

    /// <summary>The same of silos none of which is to die: where the computer is so busy that one is late, it is not taken for dead.</summary>
    public static Task<JudgerCluster> StartSteadyAsync(ClusterAddress address, params IReadOnlyList<SiloSpec> silos) =>
        StartAsync(address, TimeSpan.FromMinutes(1), silos);

    private static async Task<JudgerCluster> StartAsync(ClusterAddress address, TimeSpan failureDetection, IReadOnlyList<SiloSpec> silos)
    {
        var cluster = new JudgerCluster(address, failureDetection);
        try
        {
            foreach (var spec in silos) cluster.Add(spec);
            await Task.WhenAll(cluster._silos.Values.Select(silo => silo.StartAsync()));
            cluster._client = await cluster.ConnectAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A silo of the cluster that is not started yet.</summary>
    public SiloProcess Add(SiloSpec spec) => _silos[spec.Name] = new(
        spec,
        [
            $"Cluster:Storage={_address.Kind}", $"Cluster:ConnectionString={_address.ConnectionString}", $"Cluster:ClusterId={_id}", $"Cluster:ServiceId={_id}",
            $"Cluster:FailureDetection={_failureDetection:c}",
            "Questions:ReminderPeriod=00:00:05",
        ]);

    /// <summary>Another client.</summary>
    public async Task<IHost> ConnectAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseJudgerCluster(new() { Kind = _address.Kind, ConnectionString = _address.ConnectionString, ClusterId = _id, ServiceId = _id });
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>Puts an image that no other is; a few kilobytes of PNG.</summary>
    public Task<ImageDigest> PutNewImageAsync() => Client.PutImageAsync(NewImage(), TestContext.Current.CancellationToken);

    /// <summary>A file that no other call gives.</summary>
    public static byte[] NewImage()
    {
        var image = new RgbImage(64, 64);
        BitConverter.TryWriteBytes(image.Pixels, Interlocked.Increment(ref _images));
        return ImageEncoder.EncodePng(image);
    }

    /// <summary>What a silo says of itself.</summary>
    public Task<SiloReport> ReportAsync(string silo) => Grains.GetGrain<ISiloGrain>(silo).ReportAsync(TestContext.Current.CancellationToken);

    /// <summary>Waits until the cluster holds a silo to be dead.</summary>
    public async Task UntilDeadAsync(string silo)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), $"Silo {silo} is still alive to the cluster.");
            try
            {
                // Not always the same grain: the one that is asked may be on that silo.
                var management = Grains.GetGrain<IManagementGrain>(Random.Shared.NextInt64());
                var hosts = await management.GetDetailedHosts(onlyActive: true).WaitAsync(TimeSpan.FromSeconds(0.5), TestContext.Current.CancellationToken);
                if (hosts.All(host => host.SiloName != silo)) return;
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException or OperationCanceledException)
            {
                // The next one is elsewhere.
            }
        }
    }

    /// <summary>Waits until the cluster holds a silo to be dead, and then until what took it from the cluster has lasted its time.</summary>
    /// <returns>How long it took to be held dead.</returns>
    public async Task<TimeSpan> StayDeadAsync(string silo, TimeSpan fault)
    {
        var clock = Stopwatch.StartNew();
        await UntilDeadAsync(silo);
        var held = clock.Elapsed;
        if (held < fault) await Task.Delay(fault - held, TestContext.Current.CancellationToken);
        return held;
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _client.Dispose();
        }

        foreach (var silo in _silos.Values) await silo.DisposeAsync();
    }
}
