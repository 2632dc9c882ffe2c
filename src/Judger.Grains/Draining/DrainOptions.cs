namespace Judger.Grains.Draining;

/// <summary>How a silo stops.</summary>
public sealed class DrainOptions
{
    /// <summary>How long a silo that is told to stop finishes what it has. <value>At least zero, default 2 minutes.</value></summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);
}
