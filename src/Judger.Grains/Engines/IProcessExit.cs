namespace Judger.Grains.Engines;

/// <summary>Ends the process; the host says how.</summary>
public interface IProcessExit
{
    /// <summary>The exit code of a process whose device is lost: a temporary failure (EX_TEMPFAIL of sysexits.h), which a restart may mend.</summary>
    const int DeviceLost = 75;

    /// <summary>The exit code of a process whose clock was set back too far: the same, as a restart mends it.</summary>
    const int ClockLost = 75;

    /// <summary>Stops the host and lets the process end with an exit code.</summary>
    void End(int exitCode);
}
