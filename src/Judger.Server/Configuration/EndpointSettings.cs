using System.Net;

namespace Judger.Server;

/// <summary>Where a silo listens.</summary>
public sealed class EndpointSettings
{
    /// <summary>The address under which other silos and clients reach it. <value>Default: loopback, for silos of one computer.</value></summary>
    public string Address { get; set; } = IPAddress.Loopback.ToString();

    /// <summary>The port for other silos. <value>0 (default) takes a free one.</value></summary>
    public int SiloPort { get; set; }

    /// <summary>The port for clients. <value>0 (default) takes a free one.</value></summary>
    public int GatewayPort { get; set; }

    internal IEnumerable<string> Errors()
    {
        if (!IPAddress.TryParse(Address, out _)) yield return $"Endpoint:Address is \"{Address}\"; give an IP address.";
        if (SiloPort is < 0 or > IPEndPoint.MaxPort) yield return $"Endpoint:SiloPort is {SiloPort}; give 0 to 65535.";
        if (GatewayPort is < 0 or > IPEndPoint.MaxPort) yield return $"Endpoint:GatewayPort is {GatewayPort}; give 0 to 65535.";
    }
}
