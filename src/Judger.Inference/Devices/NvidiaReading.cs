namespace Judger.Inference.Devices;

/// <summary>What a GPU says of itself.</summary>
/// <param name="Utilization">0 to 1.</param>
/// <param name="MemoryUsed">Bytes, of all processes.</param>
/// <param name="MemoryTotal">Bytes.</param>
public readonly record struct NvidiaReading(double Utilization, long MemoryUsed, long MemoryTotal);
