using Judger.Inference.Contract;

namespace Judger.Inference.Devices.Inspection;

/// <summary>A device that is to run a model, as a slot of the configuration has it.</summary>
/// <param name="Device">The device: <c>cpu:0</c>, <c>cuda:0</c> ...</param>
/// <param name="ModelFolder">The model folder; null to check the device alone.</param>
/// <param name="Engine">How the model is run: lanes, context, caches.</param>
public sealed record DeviceTarget(string Device, string? ModelFolder, EngineOptions Engine);
