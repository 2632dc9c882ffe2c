using System.Net;

namespace Judger.Server.Http.Security;

/// <summary>Addresses of proxies as the configuration names them.</summary>
internal static class ProxyAddress
{
    /// <summary>Reads an IP address, which is a network of one, or a network such as 10.0.0.0/8.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (text.Contains('/')) return IPNetwork.TryParse(text, out network);
        var isAddress = IPAddress.TryParse(text, out var address);
        network = isAddress ? new(address!, address!.GetAddressBytes().Length * 8) : default;
        return isAddress;
    }
}
