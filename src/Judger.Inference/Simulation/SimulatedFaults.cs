namespace Judger.Inference.Simulation;

/// <summary>Breaks and mends a simulated device while it runs. Any thread.</summary>
public sealed class SimulatedFaults
{
    private long _begins;
    private volatile SimulatedFault _current;

    /// <summary>How the device fails from now on. A device that was lost stays lost. <value>Default: not at all.</value></summary>
    public SimulatedFault Current
    {
        get => Environment.TickCount64 < Interlocked.Read(ref _begins) ? SimulatedFault.None : _current;
        set => Begin(value, TimeSpan.Zero);
    }

    /// <summary>Lets the device fail some time from now.</summary>
    internal void Begin(SimulatedFault fault, TimeSpan after)
    {
        Interlocked.Exchange(ref _begins, Environment.TickCount64 + (long)after.TotalMilliseconds);
        _current = fault;
    }
}
