using System.Diagnostics;
using System.Globalization;

namespace Judger.Cluster.Tests.Support;

/// <summary>A network of a test's own: a bridge, and hosts on it that are network namespaces. Packets between two of them can be dropped.</summary>
internal sealed class TestNetwork : IAsyncDisposable
{
    private static int _count;

    private readonly int _number = NextFree();
    private readonly List<string> _hosts = [];

    private TestNetwork()
    {
    }

    /// <summary>The address of the computer itself, which is not in a namespace.</summary>
    public string Address => $"10.213.{_number}.254";

    private string Bridge => $"judger{_number}";

    public static async Task<TestNetwork> CreateAsync(params IReadOnlyList<string> hosts)
    {
        var network = new TestNetwork();
        Assert.SkipUnless(
            await TryAsync("link", "add", network.Bridge, "type", "bridge"),
            "No network can be made here: that takes root, the right to administer networks, and ip (Debian: apt-get install iproute2).");
        try
        {
            await IpAsync("addr", "add", $"{network.Address}/24", "dev", network.Bridge);
            await IpAsync("link", "set", network.Bridge, "up");
            foreach (var host in hosts) await network.AddAsync(host);
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>A host's namespace.</summary>
    public string NameOf(string host) => $"{Bridge}-{host}";

    public string AddressOf(string host) => string.Create(CultureInfo.InvariantCulture, $"10.213.{_number}.{_hosts.IndexOf(host) + 1}");

    /// <summary>From now on what one host sends to some addresses is lost.</summary>
    public async Task CutAsync(string from, params IReadOnlyList<string> addresses)
    {
        foreach (var address in addresses) await IpAsync("-n", NameOf(from), "route", "add", "blackhole", $"{address}/32");
    }

    public async Task MendAsync(string from, params IReadOnlyList<string> addresses)
    {
        foreach (var address in addresses) await IpAsync("-n", NameOf(from), "route", "del", "blackhole", $"{address}/32");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts) await TryAsync("netns", "del", NameOf(host));
        await TryAsync("link", "del", Bridge);
    }

    // One that a killed run left behind is not taken again.
    private static int NextFree() => Enumerable.Range(0, 250)
        .Select(_ => (Environment.ProcessId + Interlocked.Increment(ref _count)) % 250)
        .First(number => !Directory.Exists($"/sys/class/net/judger{number}"));

    private async Task AddAsync(string host)
    {
        _hosts.Add(host);
        var (name, cable) = (NameOf(host), string.Create(CultureInfo.InvariantCulture, $"jv{_number}-{_hosts.Count}"));
        await IpAsync("netns", "add", name);
        await IpAsync("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", name);
        await IpAsync("link", "set", cable, "master", Bridge, "up");
        await IpAsync("-n", name, "addr", "add", $"{AddressOf(host)}/24", "dev", "eth0");
        await IpAsync("-n", name, "link", "set", "eth0", "up");
        await IpAsync("-n", name, "link", "set", "lo", "up");
    }

    private static async Task IpAsync(params string[] arguments) =>
        Assert.True(await TryAsync(arguments), $"ip {string.Join(' ', arguments)} failed.");

    private static async Task<bool> TryAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec ip \"$@\" > /dev/null 2>&1", "sh", .. arguments]))!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
