using System.Net;
using System.Net.Sockets;
using Judger.Cli.Tests.Support;
using Judger.Tests.Shared;

namespace Judger.Cli.Tests.Serving;

/// <summary>Addresses that a silo cannot listen on are found before it starts: one line with the remedy, and no model is loaded for it.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("Http:Urls:0=http://127.0.0.1:{0}", "Http:Urls:0 is http://127.0.0.1:{0}, but port {0} of 127.0.0.1 is in use; stop what listens there")]
    [InlineData("Http:Urls:0=http://localhost:{0}", "Http:Urls:0 is http://localhost:{0}, but port {0} of 127.0.0.1 is in use;")]
    [InlineData("Endpoint:SiloPort={0}", "Endpoint:SiloPort is {0}, but port {0} of 127.0.0.1 is in use;", "or 0 for a free one.")]
    [InlineData("Endpoint:GatewayPort={0}", "Endpoint:GatewayPort is {0}, but port {0} of 127.0.0.1 is in use;")]
    public async Task A_port_that_is_in_use(string setting, params string[] parts)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var result = await ServeAsync(string.Format(null, setting, port));

        result.AssertError([.. parts.Select(part => string.Format(null, part, port))]);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public async Task A_port_that_is_in_use_comes_with_another_to_try()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        (await ServeAsync($"Http:Urls:0=http://127.0.0.1:{port}")).AssertError($"such as --set Http:Urls:0=http://127.0.0.1:{(port == 65535 ? 1 : port + 1)}.");
    }

    [Fact]
    public async Task Two_of_its_own_addresses_that_are_the_same()
    {
        var port = Ports.Take();

        (await ServeAsync($"Endpoint:SiloPort={port}", $"Http:Urls:0=http://127.0.0.1:{port}")).AssertError($"port {port} of 127.0.0.1 is in use");
    }

    // TEST-NET-3 (RFC 5737) belongs to no computer.
    [Theory]
    [InlineData("Endpoint:Address is 203.0.113.77, which is not an address of this computer; give one of 127.0.0.1", "Endpoint:Address=203.0.113.77")]
    [InlineData(
        "Http:Urls:0 is http://203.0.113.77:8080, and 203.0.113.77 is not an address of this computer; give one of 127.0.0.1",
        "Http:Urls:0=http://203.0.113.77:8080",
        "Http:AllowAnonymous=true")]
    public async Task An_address_of_another_computer(string part, params string[] settings)
    {
        var result = await ServeAsync(settings);

        result.AssertError(part);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public async Task All_of_them_are_named_at_once()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        (await ServeAsync($"Endpoint:SiloPort={port}", $"Http:Urls:0=http://127.0.0.1:{port}")).AssertError("Endpoint:SiloPort is", "Http:Urls:0 is");
    }

    private static Task<ToolResult> ServeAsync(params string[] settings) =>
        JudgerTool.RunAsync(["serve", "--set", "Slots:0:Device=simulated:0", .. settings.SelectMany(setting => new[] { "--set", setting })]);
}
