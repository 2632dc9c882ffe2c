using System.Diagnostics;
using System.Runtime.InteropServices;
using Judger.Export.Tests.Fixtures;
using Judger.Gpu.Tests.Support;

namespace Judger.Gpu.Tests.FakeCuda;

/// <summary>
/// CUDA's libraries as fake_cuda.c has them, compiled and loaded into this process before ONNX Runtime's provider looks for them: a library that is loaded is
/// found by its name.
/// </summary>
public sealed class FakeCuda : IDisposable
{
    // The libraries by name, and which of the provider's undefined symbols each has to have.
    private static readonly (string Library, string[] Prefixes)[] Libraries =
    [
        ("libcudart.so.13", ["cuda", "__cuda"]),
        ("libcublasLt.so.13", ["cublasLt"]),
        ("libcublas.so.13", ["cublas"]),
        ("libcurand.so.10", ["curand"]),
        ("libcuda.so.1", ["cu"]),
        ("libcudnn.so.9", []),
    ];

    // What cuDNN's users look up by name while they start.
    private static readonly string[] CudnnFunctions = ["cudnnDestroy", "cudnnSetStream", "cudnnGetStream"];

    private readonly TemporaryFolder _folder = new();

    private readonly Lazy<nint> _runtime;

    public FakeCuda() => _runtime = new(Load);

    /// <summary>ONNX Runtime's CUDA provider; null in the flavour without it.</summary>
    private static string? Provider { get; } = new[] { "", Path.Combine("runtimes", "linux-x64", "native") }
        .Select(folder => Path.Combine(AppContext.BaseDirectory, folder, "libonnxruntime_providers_cuda.so")).FirstOrDefault(File.Exists);

    /// <summary>Loads the libraries; skips the running test where there is no provider to test, or a GPU to test with.</summary>
    public void Require()
    {
        Assert.SkipWhen(Target.IsGpu, "There is a GPU; its tests tell more.");
        Assert.SkipWhen(Provider is null, "This flavour has no CUDA provider; build with -p:JudgerAccelerator=cuda.");
        _ = _runtime.Value;
    }

    /// <summary>Counts anew, and holds every launch and copy against a stream; zero for none.</summary>
    public unsafe void Expect(nint stream) => ((delegate* unmanaged<nint, void>)Export("fake_cuda_expect"))(stream);

    public unsafe FakeCudaCounts Counts
    {
        get
        {
            var counts = stackalloc long[7];
            ((delegate* unmanaged<long*, void>)Export("fake_cuda_counts"))(counts);
            return new(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6]);
        }
    }

    /// <summary>Bytes of device memory that are allocated.</summary>
    public unsafe long Used => (long)((delegate* unmanaged<nuint>)Export("fake_cuda_used"))();

    /// <summary>How much memory the device has.</summary>
    public unsafe void Limit(long bytes) => ((delegate* unmanaged<nuint, void>)Export("fake_cuda_limit"))((nuint)bytes);

    /// <summary>From now on every call fails with a status; zero mends the device.</summary>
    public unsafe void Break(int status) => ((delegate* unmanaged<int, void>)Export("fake_cuda_break"))(status);

    public void Dispose() => _folder.Dispose();

    private nint Export(string name) => NativeLibrary.GetExport(_runtime.Value, name);

    private nint Load()
    {
        var symbols = Lines("nm", "-D", "--undefined-only", Provider!).Select(line => line.Trim().Split(' ')[^1].Split('@')[0]).ToList();
        var source = Path.Combine(AppContext.BaseDirectory, "FakeCuda", "fake_cuda.c");
        var known = File.ReadAllText(source);
        foreach (var (library, prefixes) in Libraries)
        {
            var mine = symbols.Where(symbol => prefixes.Any(prefix => symbol.StartsWith(prefix, StringComparison.Ordinal)))
                .Concat(prefixes.Length == 0 ? CudnnFunctions : [])
                .Where(symbol => !known.Contains($" {symbol}(", StringComparison.Ordinal) && !known.Contains($"*{symbol}(", StringComparison.Ordinal));
            File.WriteAllLines(
                _folder.PathOf("rest.c"), mine.Distinct().Select(symbol => $"__attribute__((visibility(\"default\"))) int {symbol}() {{ return 0; }}"));
            File.WriteAllText(_folder.PathOf("version"), $"{library} {{ global: *; }};");
            Lines(
                "gcc", "-w", "-shared", "-fPIC", $"-Wl,-soname,{library}", $"-Wl,--version-script,{_folder.PathOf("version")}", "-o", _folder.PathOf(library),
                source, _folder.PathOf("rest.c"));
        }

        foreach (var (library, _) in Libraries) NativeLibrary.Load(_folder.PathOf(library));
        return NativeLibrary.Load(_folder.PathOf(Libraries[0].Library));
    }

    private static string[] Lines(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.GetAwaiter().GetResult());
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
