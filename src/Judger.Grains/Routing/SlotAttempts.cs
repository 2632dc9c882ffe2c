namespace Judger.Grains.Routing;

/// <summary>What a stage has met with so far in its search for a slot.</summary>
internal sealed class SlotAttempts
{
    // Beyond these the cluster is full for all practical purposes, and a refusal must be quick.
    private const int MostRefusals = 4;

    private readonly HashSet<string> _tried = new(StringComparer.Ordinal);
    private string? _failedLast;
    private int _refusals;

    /// <summary>How often a device failed at the work.</summary>
    public int Failures { get; private set; }

    /// <summary>How often a silo went away with the work.</summary>
    public int Losses { get; private set; }

    /// <summary>The next slot to try, or null when all that are worth it have refused.</summary>
    public string? Next(string? preferred, IReadOnlyList<string> candidates)
    {
        if (_refusals >= MostRefusals) return null;
        if (preferred is not null && preferred != _failedLast && !_tried.Contains(preferred) && candidates.Contains(preferred)) return preferred;
        string? last = null;
        foreach (var slot in candidates)
        {
            if (_tried.Contains(slot)) continue;
            if (slot != _failedLast) return slot;
            last = slot;
        }

        return last;
    }

    public void Refused(string slot)
    {
        _refusals++;
        _tried.Add(slot);
    }

    public void Lost(string slot)
    {
        Losses++;
        _tried.Add(slot);
    }

    public void Failed(string slot)
    {
        Failures++;
        _failedLast = slot;
    }

    /// <summary>All slots are worth a try again.</summary>
    public void Forget()
    {
        _refusals = 0;
        _tried.Clear();
    }
}
