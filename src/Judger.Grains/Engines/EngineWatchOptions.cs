namespace Judger.Grains.Engines;

/// <summary>What a silo does when an engine has stopped for good.</summary>
public sealed class EngineWatchOptions
{
    /// <summary>
    /// True ends the process with exit code 75, so that its supervisor starts it again; false leaves it running for its other slots.
    /// <value>Default: null, true where the process serves a single engine.</value>
    /// </summary>
    public bool? EndProcess { get; set; }

    internal bool IsProcessEnded(int engines) => EndProcess ?? engines == 1;
}
