using System.Collections.Immutable;
using System.Net;
using Judger.Grains.Catalog;
using Judger.Grains.Slots;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Judger.Grains.Tests.Slots;

/// <summary>A membership and the metadata of its silos, as a test says; it counts how often metadata is read.</summary>
internal sealed class FakeCluster : IClusterMembershipService, ISiloMetadataCache, ILocalSiloDetails
{
    private readonly Dictionary<SiloAddress, SiloMetadata> _metadata = [];

    public ClusterMembershipSnapshot CurrentSnapshot { get; private set; } = new(ImmutableDictionary<SiloAddress, ClusterMember>.Empty, new(1));

    public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

    public int Reads { get; private set; }

    public string Name => "own";

    public string ClusterId => "cluster";

    public string DnsHostName => "localhost";

    public SiloAddress SiloAddress { get; } = Address(1000);

    public SiloAddress GatewayAddress => throw new NotSupportedException();

    public static SiloAddress Address(int port, int generation = 1) => SiloAddress.New(IPAddress.Loopback, port, generation);

    public void Set(SiloAddress silo, SiloStatus status) => CurrentSnapshot = new(
        CurrentSnapshot.Members.SetItem(silo, new(silo, status, $"silo at {silo.Endpoint.Port}")), new(CurrentSnapshot.Version.Value + 1));

    public void Publish(SiloAddress silo, string name, params SlotOptions[] slots) => _metadata[silo] = Metadata(name, slots).Value;

    /// <summary>What a silo's host configures.</summary>
    public static IOptions<SiloMetadata> Metadata(string name, params SlotOptions[] slots)
    {
        var builder = new Builder();
        builder.UseSiloMetadata(SlotMetadata.Write(name, slots).Append(SiloNames.Publish(name)).ToDictionary());
        using var provider = builder.Services.BuildServiceProvider();
        return Options.Create(provider.GetRequiredService<IOptions<SiloMetadata>>().Value);
    }

    public SiloMetadata GetSiloMetadata(SiloAddress siloAddress)
    {
        Reads++;
        return _metadata.GetValueOrDefault(siloAddress) ?? SiloMetadata.Empty;
    }

    public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default) => default;

    public Task<bool> TryKill(SiloAddress siloAddress) => Task.FromResult(false);

    private sealed class Builder : ISiloBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();

        public IConfiguration Configuration { get; } = new ConfigurationBuilder().Build();
    }
}
