namespace Judger.Grains.Telemetry;

/// <summary>What questions tell of themselves.</summary>
internal sealed class QuestionTelemetry(QuestionInstruments instruments, TelemetryOptions options)
{
    public QuestionInstruments Instruments => instruments;

    /// <summary>Whether spans have texts.</summary>
    public bool WithContent => options.Content;
}
