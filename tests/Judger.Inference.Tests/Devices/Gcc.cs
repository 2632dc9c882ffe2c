using System.Diagnostics;

namespace Judger.Inference.Tests.Devices;

/// <summary>Compiles libraries that stand in for NVIDIA's.</summary>
internal static class Gcc
{
    /// <summary>Compiles a C file that lies beside the tests; skips the running test where gcc is missing.</summary>
    public static string Compile(string folder, string source, params string[] options)
    {
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(part => File.Exists(Path.Combine(part, "gcc"))),
            "gcc is not installed (Debian: apt-get install gcc libc6-dev).");
        var library = Path.Combine(folder, $"lib{Path.GetFileNameWithoutExtension(source)}.so");
        using var gcc = Process.Start("gcc", ["-shared", "-fPIC", "-o", library, Path.Combine(AppContext.BaseDirectory, "Devices", source), .. options]);
        gcc.WaitForExit();
        Assert.Equal(0, gcc.ExitCode);
        return library;
    }
}
