using System.Diagnostics;
using Judger.Client;
using Judger.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Judger.Gpu.Tests.Support;

/// <summary>A silo in a process of its own, which serves one model on the device, and a client of its HTTP API.</summary>
internal sealed class Silo : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ServiceProvider _services;

    private Silo(Process process, Uri endpoint)
    {
        _process = process;
        var services = new ServiceCollection();
        services.AddJudgerClient(options => (options.Endpoint, options.OverloadTimeout) = (endpoint, TimeSpan.FromMinutes(1)));
        _services = services.BuildServiceProvider();
    }

    public IJudgerClient Client => _services.GetRequiredService<IJudgerClient>();

    /// <summary>Starts the silo and waits until its model is resident.</summary>
    public static async Task<Silo> StartAsync(string model, int lanes)
    {
        var endpoint = new Uri($"http://127.0.0.1:{Ports.Take()}");
        string[] settings =
        [
            $"Http:Urls:0={endpoint}", $"Slots:0:Device={Target.Device}", $"Slots:0:ModelFolder={model}", $"Slots:0:Engine:Lanes={lanes}",
            "Slots:0:Engine:MaxContext=2048",
            $"Slots:0:Engine:CudaGraphs={Target.UsesGraphs}",
        ];
        var program = Path.Combine(AppContext.BaseDirectory, "judger");
        var start = new ProcessStartInfo(program, ["serve", "--exit-with-stdin", .. settings.SelectMany(setting => new[] { "--set", setting })])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var errors = new List<string>();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith("ready:", StringComparison.Ordinal) == true) ready.TrySetResult();
        };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors) errors.Add(line.Data ?? "");
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var silo = new Silo(process, endpoint);
        if (await Task.WhenAny(ready.Task, process.WaitForExitAsync(), Task.Delay(Patience)) != ready.Task)
        {
            await silo.DisposeAsync();
            lock (errors) Assert.Fail($"The silo did not become ready:{Environment.NewLine}{string.Join(Environment.NewLine, errors)}");
        }

        return silo;
    }

    /// <summary>Ends the silo as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
        await _services.DisposeAsync();
    }
}
