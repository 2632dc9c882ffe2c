using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Judger.Cli.Hosting;

/// <summary>The first signal stops a host, which may take as long as its work; the second one ends the process.</summary>
internal static class StopSignals
{
    public static IDisposable Bind(IHost host)
    {
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var (interrupt, terminate) = (PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));
        return new Both(interrupt, terminate);

        void Stop(PosixSignalContext context)
        {
            context.Cancel = !lifetime.ApplicationStopping.IsCancellationRequested;
            lifetime.StopApplication();
        }
    }

    /// <summary>Ends the process when whoever started it is gone.</summary>
    public static void ExitWithStandardInput() => new Thread(() =>
    {
        while (Console.In.Read() >= 0)
        {
        }

        Environment.Exit(1);
    }) { IsBackground = true, Name = "standard input" }.Start();

    private sealed class Both(IDisposable first, IDisposable second) : IDisposable
    {
        public void Dispose()
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
