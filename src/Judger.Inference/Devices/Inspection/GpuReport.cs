namespace Judger.Inference.Devices.Inspection;

/// <summary>A GPU as CUDA numbers it, which CUDA_VISIBLE_DEVICES changes.</summary>
/// <param name="Device">The name by which a slot uses it: <c>cuda:0</c>.</param>
/// <param name="Name">The product's name.</param>
/// <param name="PciBusId">Where it is on the PCI bus, such as 0000:3b:00.0.</param>
/// <param name="ComputeCapability">Its architecture, such as 9.0 for Hopper.</param>
/// <param name="MemoryTotal">Bytes.</param>
/// <param name="MemoryFree">Bytes that no process has taken; null where the driver's management library (NVML) is missing.</param>
public sealed record GpuReport(string Device, string Name, string PciBusId, Version ComputeCapability, long MemoryTotal, long? MemoryFree);
