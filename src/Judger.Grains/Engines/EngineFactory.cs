using System.Diagnostics;
using Judger.Grains.Slots;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Simulation;
using Microsoft.Extensions.Logging;

namespace Judger.Grains.Engines;

/// <summary>Loads model folders into ONNX Runtime, and starts simulated devices.</summary>
internal sealed partial class EngineFactory(ILogger<EngineFactory> logger) : IEngineFactory
{
    public IInferenceEngine Load(SlotOptions slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        var started = Stopwatch.GetTimestamp();
        var options = slot.Engine with { Device = slot.Device };
        var engine = slot.IsSimulated ? SimulatedDevice.Start(slot.Simulated ?? new(), options) : OnnxEngine.Load(slot.ModelFolder, options);
        if (engine.Manifest.ResolvedPrompts?.Warning is { } warning) LogTemplate(slot.ModelName, warning);
        LogLoaded(slot.ModelName, slot.Device, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return engine;
    }

    [LoggerMessage(LogLevel.Information, "Model {Model} is resident on {Device} after {Milliseconds:F0} ms")]
    private partial void LogLoaded(string model, string device, double milliseconds);

    [LoggerMessage(LogLevel.Warning, "Model {Model}: {Warning}")]
    private partial void LogTemplate(string model, string warning);
}
