using System.Diagnostics;

namespace Judger.Cluster.Tests.Telemetry.Observability;

/// <summary>Prometheus' own checks of its files.</summary>
internal static class Promtool
{
    // It takes seconds; other tests may have the cores.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Whether a program of Prometheus' is on the path.</summary>
    public static void Require(string program) => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))),
        $"{program} is not installed (Debian: apt-get install prometheus).");

    /// <summary>Runs it and returns what it said; a complaint fails the test.</summary>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        Require("promtool");
        using var process = Process.Start(new ProcessStartInfo("promtool", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }

        var said = await output + await errors;
        Assert.True(process.ExitCode == 0, said);
        return said;
    }
}
