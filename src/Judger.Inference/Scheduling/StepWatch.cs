namespace Judger.Inference.Scheduling;

/// <summary>
/// The steps that run now, and how often each was seen running. Looks are counted, not time: while a computer sleeps or a process is stopped, nobody looks, and
/// no device hangs. Under the scheduler's lock only.
/// </summary>
/// <param name="looks">A step that was seen so often hangs.</param>
internal sealed class StepWatch(int looks)
{
    private readonly List<(Step Step, int Seen)> _running = [];

    public void Begin(Step step) => _running.Add((step, 0));

    public void End(Step step)
    {
        for (var i = 0; i < _running.Count; i++)
        {
            if (_running[i].Step != step) continue;
            _running.RemoveAt(i);
            return;
        }
    }

    /// <summary>Looks once. True when a step hangs.</summary>
    public bool Look()
    {
        for (var i = 0; i < _running.Count; i++)
        {
            _running[i] = _running[i] with { Seen = _running[i].Seen + 1 };
            if (_running[i].Seen > looks) return true;
        }

        return false;
    }
}
