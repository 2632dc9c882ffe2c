using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Judger.Benchmarks.Peers.Llama;

/// <summary>Which llama.cpp is used: the one at a path, or the build of LLamaSharp's package that fits the processor best.</summary>
internal static unsafe class LlamaLibrary
{
    private const string File = "libllama.so";
    private static readonly Lock s_lock = new();
    private static string? s_location;

    /// <summary>The library's path, and what it says of itself.</summary>
    public static string Description => $"{s_location} ({Marshal.PtrToStringUTF8((nint)LlamaNative.SystemInfo())?.Trim()})";

    /// <summary>The file that is meant.</summary>
    /// <param name="asked">A library, or the folder that holds it; null for the package's.</param>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static string Locate(string? asked)
    {
        var path = asked is null ? Path.Combine(AppContext.BaseDirectory, "llama.cpp", Build(), File) : Path.GetFullPath(asked);
        if (Directory.Exists(path)) path = Path.Combine(path, File);
        return System.IO.File.Exists(path)
            ? path
            : throw new FileNotFoundException($"There is no llama.cpp at {path}: give its {File} with --llama, or run on Linux with an x64 processor.");
    }

    /// <summary>Loads the library. A process can hold one.</summary>
    public static void Load(string? asked)
    {
        lock (s_lock)
        {
            var location = Locate(asked);
            if (s_location == location) return;
            if (s_location is not null) throw new InvalidOperationException($"{s_location} is loaded already.");
            var library = NativeLibrary.Load(location);
            NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == "llama" ? library : 0);
            s_location = location;
            LlamaNative.SetLog(&Ignore, null);
            LlamaNative.BackendInit();
        }
    }

    // The package's builds, each for processors that have what its name says.
    private static string Build() => Avx512F.IsSupported ? "avx512" : Avx2.IsSupported ? "avx2" : Avx.IsSupported ? "avx" : "noavx";

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(int level, byte* text, void* data)
    {
    }
}
