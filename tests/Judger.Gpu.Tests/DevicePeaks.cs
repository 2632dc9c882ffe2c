using System.Diagnostics;
using System.Runtime.InteropServices;
using Judger.Gpu.Tests.Support;
using Judger.Inference.Contract;
using Judger.Inference.Devices;
using Judger.Inference.Devices.Cuda;

namespace Judger.Gpu.Tests;

/// <summary>What the device does at most: products and copies of random numbers, measured in the run whose figures are held against them.</summary>
/// <param name="FlopsPerSecond">Half-precision products.</param>
/// <param name="BytesPerSecond">A copy within the device, bytes read and bytes written both counted.</param>
internal sealed record DevicePeaks(double FlopsPerSecond, double BytesPerSecond)
{
    private const int Copies = 10;

    public static DevicePeaks Of(IDevice device, EngineOptions options)
    {
        using var product = new PeakProduct(device, options, Target.PeakSide);
        var milliseconds = Measure.Median(5, product.Run);
        return new(product.Flops / milliseconds * 1e3, 2.0 * Target.CopyBytes * Copies / Copy(device));
    }

    private static unsafe double Copy(IDevice device)
    {
        if (device is CudaDevice cuda)
        {
            var (from, to) = (cuda.AllocateMemory(Target.CopyBytes), cuda.AllocateMemory(Target.CopyBytes));
            var seconds = Time(() => CudaRuntime.Copy(from, to, Target.CopyBytes, cuda.Stream), () => CudaRuntime.Synchronize(cuda.Stream));
            cuda.FreeMemory(from);
            cuda.FreeMemory(to);
            return seconds;
        }

        var (source, target) = ((nint)NativeMemory.AllocZeroed((nuint)Target.CopyBytes), (nint)NativeMemory.AllocZeroed((nuint)Target.CopyBytes));
        var taken = Time(() => Buffer.MemoryCopy((void*)source, (void*)target, Target.CopyBytes, Target.CopyBytes), () => { });
        NativeMemory.Free((void*)source);
        NativeMemory.Free((void*)target);
        return taken;
    }

    private static double Time(Action copy, Action finish)
    {
        copy();
        finish();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Copies; i++) copy();
        finish();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
