using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Judger.Cli.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Judger.Cli.Tests;

/// <summary>What a container's health check asks with.</summary>
public sealed class HealthTests
{
    [Theory]
    [InlineData("", "ready", 0)]
    [InlineData("--live", "live", 0)]
    public async Task A_healthy_silo_is_exit_code_0_and_its_word(string argument, string word, int code)
    {
        await using var silo = await StartAsync(ready: true);

        var result = await JudgerTool.RunAsync(["health", "--url", silo.Urls.Single(), .. argument.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal((code, word + "\n", ""), (result.ExitCode, result.Output, result.Errors));
    }

    [Fact]
    public async Task A_silo_that_lives_and_is_not_ready_is_exit_code_1_with_what_is_missing()
    {
        await using var silo = await StartAsync(ready: false);

        (await JudgerTool.RunAsync("health", "--url", silo.Urls.Single())).AssertError("/health/ready answers 503 not ready: no slot for Cropper");
        Assert.Equal(0, (await JudgerTool.RunAsync("health", "--live", "--url", silo.Urls.Single())).ExitCode);
    }

    [Fact]
    public async Task Nobody_there_is_an_error_in_one_line()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)port.LocalEndpoint).Port}");

        (await JudgerTool.RunAsync("health", "--timeout", "1", "--url", url)).AssertError($"{url}/health/ready does not answer within 1 s.");
        port.Stop();
        (await JudgerTool.RunAsync("health", "--url", url)).AssertError($"{url}/health/ready does not answer (", "check that a silo serves HTTP there.");
    }

    [Fact]
    public async Task What_is_no_address_is_refused() =>
        (await JudgerTool.RunAsync("health", "--url", "silo-a:8080")).AssertError(
            "--url is \"silo-a:8080\"; give an address such as http://127.0.0.1:8080.", "See judger health --help.");

    private static async Task<WebApplication> StartAsync(bool ready)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/health/live", () => "live");
        app.MapGet("/health/ready", () => ready ? Results.Text("ready") : Results.Text("not ready: no slot for Cropper", statusCode: 503));
        await app.StartAsync();
        return app;
    }
}
