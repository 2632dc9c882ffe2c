using System.Collections.Concurrent;
using Judger.Grains.Slots;

namespace Judger.Grains.Routing;

/// <summary>
/// Orders the slots that can do a stage. Rendezvous hashing of the image (Thaler, Ravishankar 1998) lets questions about one image meet the same caches, and
/// a slot that leaves moves only its own images; bounded load (Mirrokni, Thorup, Zadimoghaddam 2018) keeps an image that all ask about from drowning its slot.
/// </summary>
internal sealed class SlotRouter(SlotCatalog catalog, TimeProvider time)
{
    /// <summary>No slot is given more than this times the mean work in flight, as long as another has less.</summary>
    public const double LoadFactor = 1.25;

    private readonly ConcurrentDictionary<string, SlotState> _states = new(StringComparer.Ordinal);

    /// <summary>The models that the cluster serves.</summary>
    public IReadOnlyCollection<string> Models => catalog.Models;

    /// <summary>
    /// The slots that have a role for a model, in the order in which they are to be tried: those within the bound by the image's hash, then the others by
    /// load, then those that refused lately or went away.
    /// </summary>
    /// <param name="imageDigest">Lower-case hexadecimal SHA-256.</param>
    /// <param name="roles">All that the slot's model must do.</param>
    /// <param name="model">The served model, or null for any.</param>
    public IReadOnlyList<string> Candidates(string imageDigest, ModelRole roles, string? model)
    {
        var image = Rendezvous.Hash(imageDigest);
        var now = time.GetTimestamp();
        var found = new List<Candidate>();
        var (work, weight) = (1.0, 0.0);
        foreach (var slot in catalog.Slots)
        {
            if (!slot.Roles.HasFlag(roles) || (model is not null && slot.Model != model)) continue;
            var state = State(slot.Key);
            var load = state.Load(time, now);
            found.Add(new(slot.Key, Rendezvous.Score(slot.Hash, image, slot.Weight), load / slot.Weight, state.IsAvoided(now)));
            work += load;
            weight += slot.Weight;
        }

        var bound = Math.Ceiling(LoadFactor * work / Math.Max(weight, double.Epsilon));
        found.Sort((a, b) => Compare(a, b, bound));
        return [.. found.Select(candidate => candidate.Slot)];
    }

    /// <summary>Counts work that is sent to a slot, until it is disposed.</summary>
    public IDisposable Enter(string slot) => State(slot).Enter();

    /// <summary>Notes what a slot said of its load.</summary>
    public void Report(string slot, SlotLoad load)
    {
        State(slot).Report(load, time.GetTimestamp());
        if (load.IsDraining) Avoid(slot, Departure);
    }

    /// <summary>Notes that a slot refused; it is tried last until then.</summary>
    public void Refused(string slot, TimeSpan retryAfter) => Avoid(slot, retryAfter);

    /// <summary>Notes that a slot's silo does not answer.</summary>
    public void Lost(string slot) => Avoid(slot, Absence);

    /// <summary>When one of some slots may take work again.</summary>
    public TimeSpan RetryAfter(IReadOnlyList<string> slots)
    {
        var now = time.GetTimestamp();
        return slots.Count == 0 ? Absence : slots.Min(slot => State(slot).AvoidedFor(time, now));
    }

    private static readonly TimeSpan Departure = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Absence = TimeSpan.FromSeconds(3);

    private static int Compare(Candidate a, Candidate b, double bound)
    {
        if (a.IsAvoided != b.IsAvoided) return a.IsAvoided ? 1 : -1;
        var (aFits, bFits) = (a.Load + 1 <= bound, b.Load + 1 <= bound);
        if (aFits != bFits) return aFits ? -1 : 1;
        if (!aFits && a.Load != b.Load) return a.Load.CompareTo(b.Load);
        return b.Score.CompareTo(a.Score);
    }

    private void Avoid(string slot, TimeSpan duration) => State(slot).Avoid(time.GetTimestamp() + (long)(duration.TotalSeconds * time.TimestampFrequency));

    private SlotState State(string slot) => _states.GetOrAdd(slot, _ => new());

    /// <param name="Slot">Its key.</param>
    /// <param name="Score">Its place for the image; the highest is first.</param>
    /// <param name="Load">Work in flight, for its weight.</param>
    /// <param name="IsAvoided">Whether it refused lately or went away.</param>
    private readonly record struct Candidate(string Slot, double Score, double Load, bool IsAvoided);
}
