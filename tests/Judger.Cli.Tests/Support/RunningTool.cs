using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Judger.Cli.Tests.Support;

/// <summary>A <c>judger serve</c> that runs beside a test, from its ready line to its end.</summary>
internal sealed partial class RunningTool : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private RunningTool(Process process, Task<string> errors, string ready) => (_process, _errors, Ready) = (process, errors, ready);

    /// <summary>The line with which it said that it is ready.</summary>
    public string Ready { get; }

    /// <summary>Where it serves HTTP.</summary>
    public Uri Address => new(Url().Match(Ready).Value);

    /// <summary>Starts the tool and waits for its ready line.</summary>
    /// <param name="wrapper">The command that runs it, and that command's arguments; empty to run it directly.</param>
    /// <param name="environment">Variables that differ; null for those that are to be absent.</param>
    /// <param name="arguments">What follows <c>judger serve</c>.</param>
    public static Task<RunningTool> ServeAsync(
        IReadOnlyList<string> wrapper, IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        ServeInAsync(Environment.CurrentDirectory, wrapper, environment, arguments);

    /// <summary>The same in a folder.</summary>
    public static async Task<RunningTool> ServeInAsync(
        string folder, IReadOnlyList<string> wrapper, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        string[] command = [.. wrapper, "dotnet", Path.Combine(AppContext.BaseDirectory, "judger.dll"), "serve", "--exit-with-stdin", .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var ready = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        if (ready is not null) return new(process, errors, ready);
        var said = await errors;
        process.Dispose();
        Assert.Fail($"judger serve ended: {said}");
        return null!;
    }

    /// <summary>Ends it, and returns what it said on standard error.</summary>
    public async Task<string> StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return await _errors;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"https?://[^,\s]+")]
    private static partial Regex Url();
}
