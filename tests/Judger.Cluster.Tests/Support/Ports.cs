using System.Net;
using System.Net.Sockets;

namespace Judger.Cluster.Tests.Support;

/// <summary>Ports of loopback that nobody listens on.</summary>
internal static class Ports
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
