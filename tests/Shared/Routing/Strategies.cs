using Judger.Grains.Routing;
using Judger.Grains.Slots;

namespace Judger.Testing.Routing;

/// <summary>A device at random for every question.</summary>
internal sealed class RandomByQuestion(Random random, int devices) : IStrategy
{
    public int Choose(ImageDigest digest, int previous) => previous >= 0 ? previous : random.Next(devices);
}

/// <summary>A device at random for every stage, as where separate endpoints of models are called in turn.</summary>
internal sealed class RandomByStage(Random random, int devices) : IStrategy
{
    public int Choose(ImageDigest digest, int previous) => random.Next(devices);
}

/// <summary>The next device for every question.</summary>
internal sealed class RoundRobin(int next, int devices) : IStrategy
{
    private int _next = next;

    public int Choose(ImageDigest digest, int previous) => previous >= 0 ? previous : _next++ % devices;
}

/// <summary>
/// The device with the least in flight for every question, one of them at random; it knows what all nodes have there at this moment, which no real one does.
/// </summary>
internal sealed class LeastLoaded(Random random, IReadOnlyList<Device> devices) : IStrategy
{
    public int Choose(ImageDigest digest, int previous)
    {
        if (previous >= 0) return previous;
        var (best, ties) = (0, 1);
        for (var i = 1; i < devices.Count; i++)
        {
            if (devices[i].InFlight > devices[best].InFlight) continue;
            ties = devices[i].InFlight < devices[best].InFlight ? 1 : ties + 1;
            if (ties == 1 || random.Next(ties) == 0) best = i;
        }

        return best;
    }
}

/// <summary>The product's own router; a question stays where its first stage was.</summary>
internal sealed class Routed(SlotRouter router, IReadOnlyList<Slot> slots, IReadOnlyDictionary<SlotKey, int> devices, bool mayDecline = false) : IStrategy
{
    private double _share;

    public int Choose(ImageDigest digest, int previous) => previous >= 0 ? previous : devices[Candidates(digest)[0]];

    public int ChooseInstead(ImageDigest digest, int declined) => devices[Candidates(digest).First(slot => devices[slot] != declined)];

    // The share is the one that the choice just made came with: it travels with the question.
    public double Share => mayDecline ? _share : double.PositiveInfinity;

    public IDisposable? Enter(int device) => router.TryEnter(slots[device].Key);

    public void Report(int device, SlotLoad load) => router.Report(slots[device].Key, load);

    public void Refresh(int device, SlotLoad load) => router.Refresh(slots[device].Key, load);

    public IReadOnlyCollection<string> SilentSilos(TimeSpan silence) => router.SilentSilos(silence);

    private IReadOnlyList<SlotKey> Candidates(ImageDigest digest) => router.Candidates(digest, ModelRole.All, model: null, TimeSpan.Zero, out _share);
}
