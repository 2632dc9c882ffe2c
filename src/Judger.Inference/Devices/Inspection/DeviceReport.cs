namespace Judger.Inference.Devices.Inspection;

/// <summary>What a machine offers to run models on.</summary>
/// <param name="Runtime">ONNX Runtime.</param>
/// <param name="Driver">NVIDIA's driver; null where there is none.</param>
/// <param name="Libraries">What the CUDA provider needs; empty in the CPU flavour.</param>
/// <param name="Gpus">The GPUs by their number.</param>
/// <param name="Memory">Bytes of the computer's memory that this process may use.</param>
public sealed record DeviceReport(
    RuntimeReport Runtime,
    DriverReport? Driver,
    IReadOnlyList<DeviceLibrary> Libraries,
    IReadOnlyList<GpuReport> Gpus,
    long Memory);
