namespace Judger.Inference.Devices.Inspection;

/// <summary>NVIDIA's driver.</summary>
/// <param name="Version">Its version, such as 580.95.05; null where its management library (NVML) is missing.</param>
/// <param name="CudaVersion">The newest CUDA that it runs; null where libcuda.so.1 is missing.</param>
/// <param name="Error">Why it does not start; null when it does.</param>
public sealed record DriverReport(string? Version, Version? CudaVersion, string? Error);
