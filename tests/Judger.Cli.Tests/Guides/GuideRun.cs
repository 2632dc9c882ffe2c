using System.Diagnostics;
using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests.Guides;

/// <summary>A reader of one page, who types its commands: one folder for all of them, and one silo where the page starts one.</summary>
internal sealed class GuideRun : IAsyncDisposable
{
    private const string Usual = "127.0.0.1:8080";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly string[] Linked = ["src", "deploy"];

    private readonly TempFolder _folder = new();
    private RunningTool? _silo;

    public GuideRun()
    {
        Directory.CreateDirectory(_folder["bin"]);
        var shim = _folder.Write("bin/judger", $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "judger.dll")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(shim, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        // A reader stands in a clone. What is written there is this run's own; what is read is the repository's.
        Directory.CreateDirectory(Work);
        foreach (var name in Linked) Directory.CreateSymbolicLink(Path.Combine(Work, name), Path.Combine(Repository.Root, name));
    }

    private string Work => _folder["work"];

    /// <summary>Runs a command and holds what it prints against what the page shows.</summary>
    public async Task TypeAsync(GuideCommand command)
    {
        if (command.Serves) await ServeAsync(command);
        else AssertShown(command, await RunAsync(Addressed(command.Runnable)));
    }

    /// <summary>Asserts that a clone in which these commands were typed is as clean to git as before: it ignores all that they wrote.</summary>
    public void AssertIgnored()
    {
        var ignored = File.ReadAllLines(Path.Combine(Repository.Root, ".gitignore")).Select(line => line.Trim('/')).ToHashSet(StringComparer.Ordinal);
        var written = Directory.EnumerateFileSystemEntries(Work).Select(path => Path.GetFileName(path)).Except(Linked);

        Assert.DoesNotContain(written, name => !ignored.Contains(name));
    }

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null)
        {
            await _silo.StopAsync();
            await _silo.DisposeAsync();
        }

        _folder.Dispose();
    }

    // Another port, because the usual one may be somebody's.
    private async Task ServeAsync(GuideCommand command)
    {
        Assert.Null(_silo);
        var arguments = command.Text.Split(' ')[2..].Select(argument => argument.Replace(Usual, "127.0.0.1:0", StringComparison.Ordinal)).ToList();
        if (!arguments.Contains("--url")) arguments.AddRange(["--url", "http://127.0.0.1:0"]);
        _silo = await RunningTool.ServeInAsync(Work, [], new Dictionary<string, string?>(), [.. arguments]);
        AssertShown(command, new(0, _silo.Ready.Replace(_silo.Address.Authority, Usual, StringComparison.Ordinal), ""));
    }

    private string Addressed(string text)
    {
        if (!text.Contains(Usual, StringComparison.Ordinal)) return text;
        Assert.NotNull(_silo);
        return text.Replace(Usual, _silo.Address.Authority, StringComparison.Ordinal);
    }

    private static void AssertShown(GuideCommand command, ToolResult result)
    {
        var said = $"$ {command.Text}\n{result.Output}{result.Errors}";
        Assert.True(result.ExitCode == 0, said);
        if (command.Output.Count == 0) return;

        // A terminal shows both streams; which line came first between the two is not known here.
        var errors = Lines(result.Errors);
        var shown = command.Output.Where(line => !errors.Any(error => GuideCommand.IsSame(line, error))).ToList();
        var printed = Lines(result.Output);
        Assert.True(shown.Count == printed.Count && shown.Zip(printed).All(pair => GuideCommand.IsSame(pair.First, pair.Second)), said);
    }

    private static List<string> Lines(string text) => [.. text.Split('\n').Where(line => line.Trim().Length > 0)];

    private async Task<ToolResult> RunAsync(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", command])
        {
            WorkingDirectory = Work,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{_folder["bin"]}:{start.Environment["PATH"]}";
        using var process = Process.Start(start)!;
        try
        {
            process.StandardInput.Close();
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
            return new(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
