namespace Judger.Inference;

/// <summary>Lets a thread wait as long as a device would work.</summary>
internal static class SimulatedClock
{
    public static void Work(TimeSpan duration)
    {
        if (duration > TimeSpan.Zero) Thread.Sleep(duration);
    }
}
