using System.Net;
using System.Net.Sockets;

namespace Judger.Tests.Shared;

/// <summary>
/// Ports of loopback that nobody listens on, below those that systems give to outgoing connections (Linux: from 32,768 on): one of those could be taken before
/// the test uses it.
/// </summary>
internal static class Ports
{
    public static int Take() => Take(1)[0];

    /// <summary>As many different ones.</summary>
    public static IReadOnlyList<int> Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => Listen()).ToList();
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }

    public static bool IsFree(int port)
    {
        using var listener = TryListen(port);
        return listener is not null;
    }

    private static TcpListener Listen()
    {
        while (true)
        {
            if (TryListen(Random.Shared.Next(10_240, 32_768)) is { } listener) return listener;
        }
    }

    private static TcpListener? TryListen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }
}
