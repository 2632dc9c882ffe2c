using System.Net;
using System.Net.Sockets;

namespace Judger.Server.Hosting;

/// <summary>
/// Finds ports on loopback that nobody listens on, so that several local silos can run side by side. They lie below those that systems give to outgoing
/// connections (Linux: from 32,768 on): such a one would be taken by somebody's connection between the search and the start.
/// </summary>
internal static class FreePorts
{
    private const int First = 10_240;
    private const int End = 32_768;
    private const int Tries = 100;

    public static (int Silo, int Gateway) Take()
    {
        using var first = Listen();
        using var second = Listen();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }

    private static TcpListener Listen()
    {
        for (var tries = 1; ; tries++)
        {
            // In the end, what the system gives.
            var listener = new TcpListener(IPAddress.Loopback, tries < Tries ? Random.Shared.Next(First, End) : 0);
            try
            {
                listener.Start();
                return listener;
            }
            catch (SocketException) when (tries < Tries)
            {
                listener.Dispose();
            }
        }
    }
}
