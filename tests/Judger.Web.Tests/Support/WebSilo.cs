using System.Net.Http.Json;
using System.Text.Json;
using Judger.Grains.Slots;
using Judger.Server.Configuration;
using Judger.Server.Hosting;
using Judger.TinyModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Judger.Web.Tests.Support;

/// <summary>A silo with its page on a free port of loopback.</summary>
public sealed class WebSilo : IAsyncDisposable
{
    private readonly IHost _host;

    private WebSilo(IHost host) => _host = host;

    public HttpClient Client { get; private set; } = null!;

    public string Address => ((WebApplication)_host).Urls.Single();

    /// <summary>A silo with the embedded model.</summary>
    public static Task<WebSilo> StartAsync(Action<JudgerOptions>? configure = null) =>
        StartAsync(new SlotOptions { Device = "cpu:0", ModelFolder = EmbeddedModel.Folder }, configure);

    /// <summary>A silo on a simulated device: each step of an answer takes this long.</summary>
    public static Task<WebSilo> SimulatedAsync(TimeSpan step, Action<JudgerOptions>? configure = null) => StartAsync(
        new SlotOptions
        {
            Device = "simulated:0",
            Simulated = new() { Encode = TimeSpan.Zero, PrefillToken = TimeSpan.Zero, DecodeStep = step, DecodeSequence = TimeSpan.Zero },
        },
        configure);

    /// <summary>A record as the API tells it.</summary>
    public async Task<JsonElement> RecordAsync(string id) =>
        await Client.GetFromJsonAsync<JsonElement>($"/v1/questions/{id}", TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        await ((WebApplication)_host).DisposeAsync();
    }

    private static async Task<WebSilo> StartAsync(SlotOptions slot, Action<JudgerOptions>? configure)
    {
        var options = new JudgerOptions
        {
            SiloName = "local",
            Slots = [slot],
            Cluster = new() { ClusterId = Guid.NewGuid().ToString("N") },
            Drain = new() { Timeout = TimeSpan.Zero },
            Http = new() { Urls = ["http://127.0.0.1:0"] },
        };
        configure?.Invoke(options);
        var silo = new WebSilo(JudgerHost.Build(options));
        await silo._host.StartAsync();
        silo.Client = new() { BaseAddress = new(silo.Address) };
        return silo;
    }
}
