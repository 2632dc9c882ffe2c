using Judger.Inference.Contract;

namespace Judger.Grains.Telemetry;

/// <summary>A model on a device.</summary>
/// <param name="Slot">The first slot that it serves.</param>
/// <param name="Engine">What runs it.</param>
/// <param name="LoadTime">How long it took to load.</param>
internal sealed record ResidentModel(SlotKey Slot, IInferenceEngine Engine, TimeSpan LoadTime);
