using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Judger.Benchmarks.Harness;
using Judger.Benchmarks.Models;

namespace Judger.Benchmarks.Peers;

/// <summary>What the machine itself reaches with so many threads: the most that a step can come near to.</summary>
/// <param name="Float">Operations a second of float32 products.</param>
/// <param name="Integer">Operations a second of products of uint8 and int8.</param>
/// <param name="Copy">Bytes a second that a copy reads and writes.</param>
internal sealed record MachineLimits(double Float, double Integer, double Copy)
{
    private const int Rows = 512, Inner = 2048, Columns = 2048;
    private const int Products = 4;
    private const int CopyBytes = 128 << 20;
    private const int Copies = 4;

    /// <summary>The processor's name, and those of its features that products depend on.</summary>
    public static string Processor { get; } = Describe();

    public static MachineLimits Measure(Bench bench, int threads) =>
        new(Product(bench, threads, isInteger: false), Product(bench, threads, isInteger: true), CopyRate(bench, threads));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"float32 products {Float / 1e9:F0} GFLOP/s, int8 products {Integer / 1e9:F0} GOP/s, copy {Copy / 1e9:F1} GB/s");

    private static double Product(Bench bench, int threads, bool isInteger)
    {
        using var product = new MatrixProduct(Rows, Inner, Columns, threads, isInteger);
        return Best(bench, () =>
        {
            for (var i = 0; i < Products; i++) product.Run();
            return Products * product.Flops;
        });
    }

    private static unsafe double CopyRate(Bench bench, int threads)
    {
        byte* from = (byte*)NativeMemory.AllocZeroed(CopyBytes), to = (byte*)NativeMemory.AllocZeroed(CopyBytes);
        try
        {
            return Best(bench, () =>
            {
                var part = CopyBytes / threads;
                Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
                {
                    for (var i = 0; i < Copies; i++) Buffer.MemoryCopy(from + (thread * part), to + (thread * part), part, part);
                });
                return 2.0 * Copies * CopyBytes;
            });
        }
        finally
        {
            NativeMemory.Free(from);
            NativeMemory.Free(to);
        }
    }

    private static double Best(Bench bench, Func<double> run)
    {
        run();
        return Enumerable.Range(0, bench.Rounds(7)).Max(_ =>
        {
            var started = Stopwatch.GetTimestamp();
            return run() / Stopwatch.GetElapsedTime(started).TotalSeconds;
        });
    }

    private static string Describe()
    {
        const string Information = "/proc/cpuinfo";
        if (!File.Exists(Information)) return RuntimeInformation.ProcessArchitecture.ToString();
        var lines = File.ReadAllLines(Information);
        var features = Value("flags").Split(' ').Where(flag => flag is "avx2" or "fma" || flag.StartsWith("avx512", StringComparison.Ordinal)
            || flag.StartsWith("avx_vnni", StringComparison.Ordinal) || flag.StartsWith("amx", StringComparison.Ordinal));
        return $"{Value("model name")}, family {Value("cpu family")} model {Value("model")}, {Environment.ProcessorCount} cores ({string.Join(' ', features)})";

        string Value(string name) =>
            lines.FirstOrDefault(line => line.Split(':')[0].Trim() == name)?.Split(':', 2)[1].Trim() ?? "";
    }
}
