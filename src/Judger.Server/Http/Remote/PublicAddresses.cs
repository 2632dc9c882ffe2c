using System.Net;
using System.Net.Sockets;

namespace Judger.Server.Http.Remote;

/// <summary>Which addresses belong to the public internet, by IANA's special-purpose registries (RFC 6890 and its successors).</summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. ("0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
            + "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4")
            .Split(' ').Select(IPNetwork.Parse),

        // Tunnels and translations among them: 2001::/23 holds Teredo, 2002::/16 is 6to4. Both can lead to any IPv4 address.
        .. "2001::/23 2001:db8::/32 2002::/16 3fff::/20".Split(' ').Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    public static bool Contains(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !Global.Contains(address)) return false;
        return !NotPublic.Any(network => network.Contains(address));
    }
}
