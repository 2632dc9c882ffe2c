using System.Diagnostics;
using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests.Packing;

/// <summary>Runs programs that build, install and use packages.</summary>
internal static class DotNet
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>The repository, which has the projects to pack.</summary>
    public static string Repository { get; } = Find();

    /// <summary>Runs a program to its end.</summary>
    /// <param name="packages">The package cache; null for the user's.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<ToolResult> RunAsync(string? packages, string folder, string program, params string[] arguments)
    {
        // A build would keep every processor busy, and tests of other projects, which run beside it, wait for answers.
        var start = new ProcessStartInfo("nice", ["-n", "10", program, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Nothing is to outlive the test: no build node, no compiler.
        foreach (var (name, value) in new[]
        {
            ("MSBUILDDISABLENODEREUSE", "1"), ("UseSharedCompilation", "false"), ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"), ("DOTNET_NOLOGO", "1"),
        })
        {
            start.Environment[name] = value;
        }
        // What builds leave in the folder for temporary files goes with this one.
        using var temporary = new TempFolder();
        start.Environment["TMPDIR"] = temporary.Root;
        if (packages is not null) start.Environment["NUGET_PACKAGES"] = packages;
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Judger.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
