using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace Judger.Cli.Hosting;

/// <summary>The first signal stops the host, which may take as long as its work; the second one ends the process.</summary>
internal sealed class SignalLifetime(IHostApplicationLifetime lifetime) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    /// <summary>True since the first signal.</summary>
    public bool IsAskedToStop => Volatile.Read(ref _signals) > 0;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT })
            _registrations.Add(PosixSignalRegistration.Create(signal, Stop));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = Interlocked.Increment(ref _signals) == 1;
        if (context.Cancel) lifetime.StopApplication();
    }
}
