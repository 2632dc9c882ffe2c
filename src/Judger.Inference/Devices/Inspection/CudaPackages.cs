using System.Globalization;

namespace Judger.Inference.Devices.Inspection;

/// <summary>Which package installs which library of CUDA and cuDNN.</summary>
public static class CudaPackages
{
    private const int FirstPlainPip = 13;
    private const string Runtime = "libcudart";

    /// <summary>The package of a library for a major version of CUDA; null for a library that is not NVIDIA's.</summary>
    /// <param name="library">A name such as <c>libcublas.so.13</c>.</param>
    /// <param name="cuda">The major version of CUDA.</param>
    public static LibraryPackage? Of(string library, int cuda)
    {
        ArgumentException.ThrowIfNullOrEmpty(library);

        // The first minor version of CUDA runs on the oldest drivers, and every library of a major version goes with all of its minor versions.
        var debian = string.Create(CultureInfo.InvariantCulture, $"{cuda}-0");

        // From CUDA 13 on, PyPI's packages of the toolkit have no version in their names; cuDNN's still has.
        var pip = cuda >= FirstPlainPip ? "" : string.Create(CultureInfo.InvariantCulture, $"-cu{cuda}");
        return Stem(library) switch
        {
            Runtime => new($"cuda-cudart-{debian}", $"nvidia-cuda-runtime{pip}"),
            "libcublas" or "libcublasLt" => new($"libcublas-{debian}", $"nvidia-cublas{pip}"),
            "libcurand" => new($"libcurand-{debian}", $"nvidia-curand{pip}"),
            "libcufft" => new($"libcufft-{debian}", $"nvidia-cufft{pip}"),
            "libnvrtc" => new($"cuda-nvrtc-{debian}", $"nvidia-cuda-nvrtc{pip}"),
            "libcudnn" => new(
                string.Create(CultureInfo.InvariantCulture, $"libcudnn9-cuda-{cuda}"), string.Create(CultureInfo.InvariantCulture, $"nvidia-cudnn-cu{cuda}")),
            "libcuda" => new("cuda-drivers", null),
            _ => null,
        };
    }

    /// <summary>The major version of CUDA that a list of needed libraries is for: that of <c>libcudart.so</c>; null where it is not in the list.</summary>
    public static int? MajorOf(IEnumerable<string> libraries)
    {
        ArgumentNullException.ThrowIfNull(libraries);
        var runtime = libraries.FirstOrDefault(library => Stem(library) == Runtime);
        return runtime is not null && int.TryParse(runtime.AsSpan(runtime.LastIndexOf('.') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            ? major
            : null;
    }

    private static string Stem(string library) => library.Split(".so")[0];
}
