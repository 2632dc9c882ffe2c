namespace Judger.Grains.Telemetry;

/// <summary>What is told of questions to whoever listens.</summary>
public sealed class TelemetryOptions
{
    /// <summary>
    /// True puts questions, answers and feedback on spans, where everybody who sees traces can read them; pictures never are. <value>Default: false.</value>
    /// </summary>
    public bool Content { get; set; }
}
