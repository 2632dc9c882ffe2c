using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Judger.Grains.Slots;

/// <summary>Which silo owns which slots, by the metadata of the active silos. Every question asks, so the answer is kept until the membership changes.</summary>
internal sealed class SlotCatalog : ISiloStatusListener
{
    private readonly ISiloStatusOracle _silos;
    private readonly ISiloMetadataCache _metadata;
    private volatile Snapshot? _snapshot;
    private int _version;

    public SlotCatalog(ISiloStatusOracle silos, ISiloMetadataCache metadata)
    {
        (_silos, _metadata) = (silos, metadata);
        silos.SubscribeToSiloStatusEvents(this);
    }

    /// <summary>All slots that can be reached now.</summary>
    public IReadOnlyList<Slot> Slots => Current.Slots;

    /// <summary>The names of the models that they serve.</summary>
    public IReadOnlyCollection<string> Models => Current.Models;

    /// <summary>The silo that owns a slot, out of the given ones, or null.</summary>
    public SiloAddress? OwnerOf(string slot, IEnumerable<SiloAddress> among) =>
        Current.Owners.TryGetValue(slot, out var owner) && among.Contains(owner) ? owner : null;

    /// <summary>The silo of a name, out of the given ones, or null.</summary>
    public SiloAddress? SiloOf(string name, IEnumerable<SiloAddress> among) =>
        among.FirstOrDefault(silo => _metadata.GetSiloMetadata(silo) is { } published && SiloNames.Read(published.Metadata) == name);

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status) => Interlocked.Increment(ref _version);

    private Snapshot Current
    {
        get
        {
            var version = Volatile.Read(ref _version);
            if (_snapshot is { } known && known.Version == version) return known;
            var read = Read(version);

            // Metadata arrives after the status: a snapshot without it is not kept.
            return read.IsComplete ? _snapshot = read : read;
        }
    }

    private Snapshot Read(int version)
    {
        var owners = new Dictionary<string, SiloAddress>(StringComparer.Ordinal);
        var slots = new List<Slot>();
        var isComplete = true;
        foreach (var silo in _silos.GetApproximateSiloStatuses(onlyActive: true).Keys)
        {
            if (_metadata.GetSiloMetadata(silo) is not { Metadata.Count: > 0 } published)
            {
                isComplete = false;
                continue;
            }

            foreach (var slot in SlotMetadata.Read(published.Metadata))
            {
                if (owners.TryAdd(slot.Key, silo)) slots.Add(slot);
            }
        }

        return new(version, slots, owners, [.. slots.Select(slot => slot.Model).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], isComplete);
    }

    private sealed record Snapshot(
        int Version, IReadOnlyList<Slot> Slots, IReadOnlyDictionary<string, SiloAddress> Owners, IReadOnlyCollection<string> Models, bool IsComplete);
}
