using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Judger.Cluster.Tests.Support;

/// <summary>A silo in a process of its own: the built <c>judger serve</c> that lies beside the tests.</summary>
internal sealed class SiloProcess(SiloSpec spec, IReadOnlyList<string> cluster) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly ConcurrentQueue<string> _errors = new();
    private Process? _process;
    private TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => spec.Name;

    /// <summary>What it wrote on standard error since it started last.</summary>
    public string Errors => string.Join(Environment.NewLine, _errors);

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Whether it has ended as by <c>kill -9</c>, and not by itself.</summary>
    public bool WasKilled => _process is { HasExited: true, ExitCode: 128 + 9 };

    /// <summary>The bytes of memory that it has now.</summary>
    public long Memory
    {
        get
        {
            _process!.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts the silo and waits until it has joined.</summary>
    public async Task StartAsync()
    {
        Launch();
        var ended = _process!.WaitForExitAsync();
        var first = await Task.WhenAny(_ready.Task, ended, Task.Delay(Patience));
        Assert.True(first == _ready.Task, $"Silo {Name} did not become ready:{Environment.NewLine}{Errors}");
    }

    /// <summary>Starts a silo and waits until it writes something on standard error, or ends.</summary>
    public async Task StartUntilAsync(string said)
    {
        Launch();
        for (var waited = Stopwatch.StartNew(); !Errors.Contains(said, StringComparison.Ordinal); await Task.Delay(20))
            Assert.True(waited.Elapsed < Patience && IsRunning, $"Silo {Name} did not say \"{said}\":{Environment.NewLine}{Errors}");
    }

    /// <summary>Starts a silo that is expected to end by itself; returns its exit code.</summary>
    public Task<int> RunToEndAsync()
    {
        Launch();
        return WaitForExitAsync();
    }

    /// <summary>Waits until the silo has ended; returns its exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await _process!.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>Ends the silo as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Tells the silo to stop and waits until it has; returns its exit code.</summary>
    public async Task<int> StopAsync(string signal = "TERM")
    {
        await SignalAsync(signal);
        return await WaitForExitAsync();
    }

    /// <summary>Lets the silo hang: it stays there, with its connections, and does nothing.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Lets a silo that hangs go on.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private void Launch()
    {
        _errors.Clear();
        _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string[] settings = [$"SiloName={Name}", .. cluster, .. spec.Settings];

        // Where the tests run in the background of a shell, SIGINT is ignored, and their children would inherit that.
        // It goes into its cage before it begins, because it looks at its limits once.
        string[] caged = spec.Cage is null ? [] : ["sh", "-c", "echo $$ > \"$0\" && exec \"$@\"", spec.Cage.Members];
        string[] placed = spec.Host is { } host ? ["ip", "netns", "exec", host] : [];
        var start = new ProcessStartInfo(
            "env", [
                .. caged,
                .. placed,
                "env",
                "--default-signal=INT",
                "dotnet",
                Path.Combine(AppContext.BaseDirectory, "judger.dll"),
                "serve",
                "--exit-with-stdin",
                .. settings.SelectMany(setting => new[] { "--set", setting }),
            ])
        {
            // The silo ends when this process does, however that ends.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in spec.Environment) start.Environment[variable] = value;
        _process?.Dispose();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith("ready:", StringComparison.Ordinal) == true) _ready.TrySetResult();
        };
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null) _errors.Enqueue(line.Data);
        };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }
}
