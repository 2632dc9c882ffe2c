namespace Judger.Inference.Devices.Inspection;

/// <summary>What <see cref="CudaDriver"/> reads.</summary>
/// <param name="CudaVersion">The newest CUDA that the driver runs; 0.0 where it does not say.</param>
/// <param name="Error">Why it does not start; null when it does.</param>
/// <param name="Gpus">The GPUs, their free memory unknown.</param>
internal sealed record CudaDriverReading(Version CudaVersion, string? Error, IReadOnlyList<GpuReport> Gpus);
