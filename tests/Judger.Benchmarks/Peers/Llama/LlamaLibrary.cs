using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Judger.Benchmarks.Peers.Llama;

/// <summary>
/// Which llama.cpp is used: the one at a path, or the build of LLamaSharp's package that fits the processor best. A build whose kernels are libraries of their
/// own (libggml-cpu-NAME.so) picks those for the processor itself.
/// </summary>
internal static unsafe class LlamaLibrary
{
    private const string Name = "libllama";
    private const string Kernels = "libggml-cpu";
    private const string VisionFile = "libmtmd.so";

    private static readonly Lock s_lock = new();
    private static string? s_location;

    /// <summary>Whether the build can encode images, too.</summary>
    public static bool CanSee { get; private set; }

    /// <summary>The library's path, the kernels that it took, and what it says of itself.</summary>
    public static string Description =>
        $"{s_location}, kernels {TakenKernels()} ({Marshal.PtrToStringUTF8((nint)LlamaNative.SystemInfo())?.Trim()})"
        + (CanSee ? "" : $"; it has no {VisionFile}: no image is encoded");

    /// <summary>The file that is meant.</summary>
    /// <param name="asked">A library, or the folder that holds it; null for the package's.</param>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static string Locate(string? asked)
    {
        var path = asked is null ? Path.Combine(AppContext.BaseDirectory, "llama.cpp", Build()) : Path.GetFullPath(asked);
        if (File.Exists(path)) return path;
        return (Directory.Exists(path) ? Directory.GetFiles(path, $"{Name}*.so").Where(IsLibrary).Order(StringComparer.Ordinal).FirstOrDefault() : null)
            ?? throw new FileNotFoundException($"There is no llama.cpp at {path}: give its {Name}.so with --llama, or run on Linux with an x64 processor.");
    }

    /// <summary>Loads the library. A process can hold one.</summary>
    public static void Load(string? asked)
    {
        lock (s_lock)
        {
            var location = Locate(asked);
            if (s_location == location) return;
            if (s_location is not null) throw new InvalidOperationException($"{s_location} is loaded already.");
            var (library, folder) = (NativeLibrary.Load(location), Path.GetDirectoryName(location)!);
            CanSee = NativeLibrary.TryLoad(Path.Combine(folder, VisionFile), out var vision);
            NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name switch
            {
                LlamaNative.Library => library,
                MtmdNative.Library => vision,
                _ => 0,
            });
            s_location = location;
            LlamaNative.SetLog(&Ignore, null);
            if (CanSee) MtmdNative.SetLog(&Ignore, null);
            LoadKernels(library, folder);
            LlamaNative.BackendInit();
        }
    }

    // The symbol is one of libggml's, which libllama depends on.
    private static void LoadKernels(nint library, string folder)
    {
        if (Directory.GetFiles(folder, $"{Kernels}-*.so").Length == 0) return;
        if (!NativeLibrary.TryGetExport(library, "ggml_backend_load_all_from_path", out var load))
            throw new InvalidOperationException($"{s_location} cannot load the kernels that lie beside it.");
        var path = Marshal.StringToCoTaskMemUTF8(folder);
        ((delegate* unmanaged[Cdecl]<nint, void>)load)(path);
        Marshal.FreeCoTaskMem(path);
        if (TakenKernels().Length == 0) throw new InvalidOperationException($"None of the kernels in {folder} fits this processor.");
    }

    private static string TakenKernels() => string.Join(", ", File.ReadLines("/proc/self/maps")
        .Select(line => Path.GetFileName(line.Split(' ')[^1]))
        .Where(file => file.StartsWith(Kernels, StringComparison.Ordinal))
        .Distinct());

    // Not libllama-common.so and its like, which lie in the same folder.
    private static bool IsLibrary(string path) => !Path.GetFileName(path).StartsWith($"{Name}-", StringComparison.Ordinal);

    // The package's builds, each for processors that have what its name says.
    private static string Build() => Avx512F.IsSupported ? "avx512" : Avx2.IsSupported ? "avx2" : Avx.IsSupported ? "avx" : "noavx";

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(int level, byte* text, void* data)
    {
    }
}
