using Judger.Inference.Errors;

namespace Judger.Inference.Devices.Inspection;

/// <summary>The libraries that ONNX Runtime's CUDA provider needs. The list is the provider's own.</summary>
internal static class CudaLibraries
{
    private const string Core = "libonnxruntime.so";
    private const string Provider = "libonnxruntime_providers_cuda.so";

    // Not in the provider's header: it opens cuDNN by name at run time, and its MultiHeadAttention, which the vision tower has, asks for cuDNN whichever kernel
    // it takes. It opens libcufft too, for operators that no graph of ours has. (Version 1.31.0, whose code has both names.)
    private static readonly string[] OpenedByName = ["libcudnn.so.9"];

    /// <summary>The provider's file, which ONNX Runtime looks for beside itself; null in the CPU flavour.</summary>
    public static string? FindProvider()
    {
        var folder = Path.GetDirectoryName(LoadedLibraries.PathOf(Core)) ?? AppContext.BaseDirectory;
        var path = Path.Combine(folder, Provider);
        return File.Exists(path) ? path : null;
    }

    /// <summary>The names of all that the provider needs.</summary>
    /// <exception cref="ElfFormatException">The provider is damaged.</exception>
    public static IReadOnlyList<string> NamesOf(string provider) => [.. ElfFile.ReadNeeded(provider), .. OpenedByName];

    /// <summary>Looks for each of them, in the order in which they depend on each other.</summary>
    public static IReadOnlyList<DeviceLibrary> Find(IReadOnlyList<string> names)
    {
        var cuda = CudaPackages.MajorOf(names) ?? 0;
        return [.. names.Select(name => new DeviceLibrary(name, CudaPackages.Of(name, cuda), LoadedLibraries.TryLoad(name, out var path), path))];
    }
}
