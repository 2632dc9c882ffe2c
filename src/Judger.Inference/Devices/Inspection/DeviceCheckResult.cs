namespace Judger.Inference.Devices.Inspection;

/// <summary>Whether a device can run a model.</summary>
/// <param name="Target">What was checked.</param>
/// <param name="Model">What the model needs; null where no model was named or its folder cannot be read.</param>
/// <param name="Problems">All that prevents it, each with a remedy; empty when the device can run it.</param>
public sealed record DeviceCheckResult(DeviceTarget Target, ModelNeeds? Model, IReadOnlyList<DeviceProblem> Problems);
