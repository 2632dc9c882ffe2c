using System.ComponentModel;
using System.Diagnostics;

namespace Judger.Deploy.Tests.Support;

/// <summary>Runs programs of this computer.</summary>
internal static class Tool
{
    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="Win32Exception">It is not installed.</exception>
    public static async Task<Ended> RunAsync(TimeSpan patience, string file, IEnumerable<string> arguments, string? folder = null)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Repository.Root,
        })!;
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(patience);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return new(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>
    /// Runs a program that builds. It would keep every processor busy for minutes, and tests of other projects, which run beside it, wait for answers.
    /// </summary>
    public static Task<Ended> BuildAsync(TimeSpan patience, string file, IEnumerable<string> arguments, string? folder = null) =>
        RunAsync(patience, "nice", ["-n", "10", file, .. arguments], folder);

    /// <summary>Runs the built <c>judger</c> that lies beside the tests.</summary>
    public static Task<Ended> JudgerAsync(params string[] arguments) => RunAsync(TimeSpan.FromMinutes(5), "dotnet", [Judger, .. arguments]);

    public static string Judger { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "judger.dll");

    /// <summary>Skips the running test where a program is not on the path.</summary>
    public static void Require(string name) => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(System.IO.Path.Combine(folder, name))),
        $"{name} is not installed (Debian: apt-get install {name}).");

    internal sealed record Ended(int ExitCode, string Output, string Errors);
}
