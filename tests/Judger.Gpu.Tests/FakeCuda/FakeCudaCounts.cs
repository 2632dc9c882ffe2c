namespace Judger.Gpu.Tests.FakeCuda;

/// <summary>What was asked of the device since it was last counted.</summary>
/// <param name="Launches">Kernels, products and replayed graphs.</param>
/// <param name="Stray">Launches and copies on another stream than the expected one.</param>
/// <param name="Waits">Waits for a stream or for the device.</param>
/// <param name="ToDevice">Copies from the host.</param>
/// <param name="ToHost">Copies to the host.</param>
/// <param name="Within">Copies within the device.</param>
/// <param name="Captures">Recordings that were begun.</param>
public readonly record struct FakeCudaCounts(long Launches, long Stray, long Waits, long ToDevice, long ToHost, long Within, long Captures);
