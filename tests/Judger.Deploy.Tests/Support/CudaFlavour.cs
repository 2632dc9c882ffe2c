using System.Text.RegularExpressions;

namespace Judger.Deploy.Tests.Support;

/// <summary>ONNX Runtime for CUDA as the repository pins it, in NuGet's cache. It is 300 MB, so no test has it restored; CI does, before the tests.</summary>
internal static partial class CudaFlavour
{
    /// <summary>The provider's file; skips the running test where it was not restored.</summary>
    public static string RequireProvider()
    {
        var pinned = Pinned().Match(File.ReadAllText(Repository.Path("Directory.Packages.props")));
        Assert.True(pinned.Success, "Directory.Packages.props pins no ONNX Runtime for CUDA.");
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var provider = Path.Combine(
            cache,
            pinned.Groups["name"].Value.ToLowerInvariant(),
            pinned.Groups["version"].Value,
            "runtimes",
            "linux-x64",
            "native",
            "libonnxruntime_providers_cuda.so");
        Assert.SkipUnless(File.Exists(provider), "ONNX Runtime for CUDA was not restored (dotnet restore src/Judger.Cli -p:JudgerAccelerator=cuda).");
        return provider;
    }

    [GeneratedRegex("Include=\"(?<name>Microsoft.ML.OnnxRuntime.Gpu.Linux)\" Version=\"(?<version>[^\"]+)\"")]
    private static partial Regex Pinned();
}
