using System.Net;
using System.Net.Sockets;

namespace Judger.Server.Hosting;

/// <summary>Finds ports on loopback that nobody listens on, so that several local silos can run side by side.</summary>
internal static class FreePorts
{
    public static (int Silo, int Gateway) Take()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
