namespace Judger.Grains.Routing;

/// <summary>What a stage has met with so far in its search for a slot.</summary>
internal sealed class SlotAttempts
{
    // Beyond these the cluster is full for all practical purposes, and a refusal must be quick.
    private const int MostRefusals = 4;

    private readonly HashSet<SlotKey> _tried = [];
    private readonly HashSet<SlotKey> _failed = [];
    private SlotKey? _failedLast;

    /// <summary>How many slots have refused.</summary>
    public int Refusals { get; private set; }

    /// <summary>How often a device failed at the work.</summary>
    public int Failures { get; private set; }

    /// <summary>The next slot to try, or null when all that are worth it have refused. Where a device failed, it is tried after the others.</summary>
    public SlotKey? Next(SlotKey? preferred, IReadOnlyList<SlotKey> candidates)
    {
        if (Refusals >= MostRefusals) return null;
        if (preferred is { } usual && !_failed.Contains(usual) && !_tried.Contains(usual) && candidates.Contains(usual)) return usual;
        SlotKey? failed = null, last = null;
        foreach (var slot in candidates)
        {
            if (_tried.Contains(slot)) continue;
            if (!_failed.Contains(slot)) return slot;
            if (slot != _failedLast) failed ??= slot;
            else last = slot;
        }

        return failed ?? last;
    }

    /// <summary>True when a slot had more than its share: from then on the work is taken wherever it comes first.</summary>
    public bool IsDeclined { get; private set; }

    public void Declined() => IsDeclined = true;

    public void Refused(SlotKey slot)
    {
        Refusals++;
        _tried.Add(slot);
    }

    /// <summary>A device failed at the work. True for the first time there: work that fails again and again on one device says no more about it.</summary>
    public bool Failed(SlotKey slot)
    {
        Failures++;
        _failedLast = slot;
        return _failed.Add(slot);
    }

    /// <summary>The slot is left out until the others have been tried: it is lost, or another question has its turn there.</summary>
    public void Skip(SlotKey slot) => _tried.Add(slot);

    /// <summary>All slots are worth a try again.</summary>
    public void Forget()
    {
        Refusals = 0;
        _tried.Clear();
    }
}
