namespace Judger.Grains.Engines;

/// <summary>Ends the process; the host says how.</summary>
public interface IProcessExit
{
    /// <summary>The exit code of a process that can do no more and that a restart may mend: a temporary failure (EX_TEMPFAIL of sysexits.h).</summary>
    const int Restart = 75;

    /// <summary>Stops the host and lets the process end with an exit code.</summary>
    void End(int exitCode);
}
