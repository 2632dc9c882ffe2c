namespace Judger.Inference.Simulation;

/// <summary>Lets a thread wait as long as a device would work.</summary>
internal class SimulatedClock
{
    public virtual void Work(TimeSpan duration)
    {
        if (duration > TimeSpan.Zero) Thread.Sleep(duration);
    }
}
