namespace Judger.Testing.Routing;

/// <summary>What happens, in the order of virtual time; what happens at the same time, in the order in which it was planned.</summary>
internal sealed class EventQueue(VirtualTime time)
{
    private readonly PriorityQueue<Action, (double At, long Order)> _planned = new();
    private long _order;

    public double Now => time.Now;

    public void After(double seconds, Action action) => _planned.Enqueue(action, (time.Now + seconds, _order++));

    /// <summary>Does what is next, if anything is.</summary>
    public bool Step()
    {
        if (!_planned.TryDequeue(out var action, out var key)) return false;
        time.Now = key.At;
        action();
        return true;
    }
}
