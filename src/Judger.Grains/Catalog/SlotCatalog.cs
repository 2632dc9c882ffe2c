using Judger.Grains.Slots;
using Microsoft.Extensions.Options;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Judger.Grains.Catalog;

/// <summary>
/// Which silo owns which slots and can ask which experts, by the metadata of the active silos. Every question asks, so what was read is kept until the
/// membership changes or metadata arrives that was missing: it comes by a call of its own, after the membership. Any thread.
/// </summary>
internal sealed class SlotCatalog(IClusterMembershipService membership, ISiloMetadataCache metadata, ILocalSiloDetails local, IOptions<SiloMetadata> own)
{
    private volatile Snapshot? _snapshot;

    /// <summary>All slots that can be reached now; the same list as long as they are the same.</summary>
    public IReadOnlyList<Slot> Slots => Current.Slots;

    /// <summary>The experts that some silo can ask.</summary>
    public IReadOnlyCollection<string> Experts => Current.Experts.Keys;

    /// <summary>The silos that can ask an expert.</summary>
    public IReadOnlyList<SiloAddress> SilosOfExpert(string name) => Current.Experts.GetValueOrDefault(name) ?? [];

    /// <summary>The silo that owns a slot, out of the given ones, or null.</summary>
    public SiloAddress? OwnerOf(SlotKey slot, IEnumerable<SiloAddress> among) =>
        Current.Owners.TryGetValue(slot, out var owner) && among.Contains(owner) ? owner : null;

    /// <summary>The silo of a name, out of the given ones, or null.</summary>
    public SiloAddress? SiloOf(string name, IEnumerable<SiloAddress> among) =>
        among.OrderByDescending(silo => silo.Generation).FirstOrDefault(silo => Published(silo) is { } published && SiloNames.Read(published.Metadata) == name);

    /// <summary>The name of a silo, or null while it has not said it.</summary>
    public string? NameOf(SiloAddress silo) => Published(silo) is { } published ? SiloNames.Read(published.Metadata) : null;

    /// <summary>How many slots a silo owns.</summary>
    public int SlotsOf(SiloAddress silo) => Current.Owners.Values.Count(owner => owner.Equals(silo));

    private Snapshot Current
    {
        get
        {
            var members = membership.CurrentSnapshot;
            return _snapshot is { } known && known.Version == members.Version && !HasArrived(known.Missing)
                ? known
                : _snapshot = Read(members);
        }
    }

    private Snapshot Read(ClusterMembershipSnapshot members)
    {
        var owners = new Dictionary<SlotKey, SiloAddress>();
        var slots = new List<Slot>();
        var experts = new Dictionary<string, List<SiloAddress>>(StringComparer.Ordinal);
        var missing = new List<SiloAddress>();

        // A silo that was started again under its name owns its slots, though the old one may not be declared dead yet.
        foreach (var silo in members.Members.Values
            .Where(member => member.Status == SiloStatus.Active)
            .Select(member => member.SiloAddress)
            .OrderByDescending(silo => silo.Generation))
        {
            if (Published(silo) is not { } published)
            {
                missing.Add(silo);
                continue;
            }

            foreach (var slot in SlotMetadata.Read(published.Metadata))
            {
                if (owners.TryAdd(slot.Key, silo)) slots.Add(slot);
            }

            foreach (var expert in SiloExperts.Read(published.Metadata))
            {
                if (!experts.TryGetValue(expert, out var silos)) experts[expert] = silos = [];
                silos.Add(silo);
            }
        }

        return new(members.Version, slots, owners, experts, [.. missing]);
    }

    private bool HasArrived(SiloAddress[] missing)
    {
        foreach (var silo in missing)
        {
            if (Published(silo) is not null) return true;
        }

        return false;
    }

    // What this silo says of itself comes by a call too, and is known before.
    private SiloMetadata? Published(SiloAddress silo) =>
        silo.Equals(local.SiloAddress) ? own.Value : metadata.GetSiloMetadata(silo) is { } known && !ReferenceEquals(known, SiloMetadata.Empty) ? known : null;

    private sealed record Snapshot(
        MembershipVersion Version,
        IReadOnlyList<Slot> Slots,
        Dictionary<SlotKey, SiloAddress> Owners,
        Dictionary<string, List<SiloAddress>> Experts,
        SiloAddress[] Missing);
}
