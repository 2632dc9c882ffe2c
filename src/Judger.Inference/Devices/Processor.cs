using System.Runtime.Intrinsics.X86;

namespace Judger.Inference.Devices;

/// <summary>What the processor can do that ONNX Runtime's options depend on.</summary>
internal static class Processor
{
    private const int ExtendedFeatures = 7;

    /// <summary>
    /// Whether it multiplies and adds 8-bit numbers without saturating in between: AVX512_VNNI (leaf 7.0, ECX bit 11) or AVX-VNNI (leaf 7.1, EAX bit 4),
    /// Intel's manual, volume 2A, CPUID.
    /// </summary>
    public static bool HasVnni { get; } = X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= ExtendedFeatures
        && ((X86Base.CpuId(ExtendedFeatures, 0).Ecx & (1 << 11)) != 0 || (X86Base.CpuId(ExtendedFeatures, 1).Eax & (1 << 4)) != 0);
}
