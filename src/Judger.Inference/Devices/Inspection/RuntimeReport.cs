namespace Judger.Inference.Devices.Inspection;

/// <summary>ONNX Runtime as this build ships it.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Providers">The execution providers that it was built with.</param>
/// <param name="CudaProvider">The CUDA provider's file; null in the CPU flavour.</param>
/// <param name="CudaVersion">The major version of CUDA that the provider was built for; null in the CPU flavour.</param>
/// <param name="CudaError">Why the provider does not load although everything it needs is there; null when it does, and when it was not tried.</param>
public sealed record RuntimeReport(string Version, IReadOnlyList<string> Providers, string? CudaProvider, int? CudaVersion, string? CudaError);
