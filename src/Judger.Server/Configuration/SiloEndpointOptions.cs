using System.Net;
using System.Net.Sockets;

namespace Judger.Server.Configuration;

/// <summary>Where a silo listens.</summary>
public sealed class SiloEndpointOptions
{
    /// <summary>
    /// The address under which other silos and clients reach it: an IP address of this computer, or a host name (of a container, of a compose service), which
    /// is resolved once, at the start. <value>Default: loopback, for silos on one computer.</value>
    /// </summary>
    public string Address { get; set; } = IPAddress.Loopback.ToString();

    /// <summary>The port for other silos. <value>0 (default) takes a free one.</value></summary>
    public int SiloPort { get; set; }

    /// <summary>The port for clients. <value>0 (default) takes a free one.</value></summary>
    public int GatewayPort { get; set; }

    /// <summary>Resolves a host name in <see cref="Address"/> to its IP address, an IPv4 one if there is one.</summary>
    /// <exception cref="ServerConfigurationException">The name does not resolve.</exception>
    internal IPAddress Resolve()
    {
        if (!IPAddress.TryParse(Address, out var address)) address = Lookup(Address);
        Address = address.ToString();
        return address;
    }

    internal IEnumerable<string> Errors()
    {
        if (Uri.CheckHostName(Address) == UriHostNameType.Unknown) yield return $"Endpoint:Address is \"{Address}\"; give an IP address or a host name.";
        if (SiloPort is < 0 or > IPEndPoint.MaxPort) yield return $"Endpoint:SiloPort is {SiloPort}; give 0 to 65535.";
        if (GatewayPort is < 0 or > IPEndPoint.MaxPort) yield return $"Endpoint:GatewayPort is {GatewayPort}; give 0 to 65535.";
    }

    private static IPAddress Lookup(string name)
    {
        const string Remedy = "give an IP address of this computer, or a name that this computer resolves to one of its own.";
        try
        {
            var addresses = Dns.GetHostAddresses(name);
            return addresses.FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) ?? addresses.FirstOrDefault()
                ?? throw new ServerConfigurationException($"Endpoint:Address is \"{name}\", which has no address; {Remedy}");
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw new ServerConfigurationException(
                $"Endpoint:Address is \"{name}\", which does not resolve ({exception.Message.ReplaceLineEndings(" ")}); {Remedy}", exception);
        }
    }
}
