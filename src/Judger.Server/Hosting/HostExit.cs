using Judger.Grains.Engines;
using Microsoft.Extensions.Hosting;

namespace Judger.Server.Hosting;

/// <summary>Stops the host, which finishes what it has, and leaves the exit code behind.</summary>
internal sealed class HostExit(IHostApplicationLifetime lifetime) : IProcessExit
{
    public void End(int exitCode)
    {
        Environment.ExitCode = exitCode;
        lifetime.StopApplication();
    }
}
