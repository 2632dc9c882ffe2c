namespace Judger.Inference.Simulation;

/// <summary>Breaks and mends a simulated device while it runs. Any thread.</summary>
public sealed class SimulatedFaults
{
    private volatile SimulatedFault _current;

    /// <summary>How the device fails from now on. A device that was lost stays lost. <value>Default: not at all.</value></summary>
    public SimulatedFault Current
    {
        get => _current;
        set => _current = value;
    }
}
