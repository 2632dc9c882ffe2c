using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Judger.Grains.Slots;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Judger.Server.Configuration;
using Judger.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Judger.Server.Tests.Http;

/// <summary>A silo on a simulated device with an HTTP API on loopback.</summary>
internal sealed class HttpSilo : IAsyncDisposable
{
    private readonly IHost _host;
    private int _images;

    private HttpSilo(IHost host) => _host = host;

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _host.Services;

    public Uri Address => new(((WebApplication)_host).Urls.Single());

    public static async Task<HttpSilo> StartAsync(
        Action<JudgerOptions>? configure = null, double stepMilliseconds = 1, Action<IHostApplicationBuilder>? configureHost = null)
    {
        var options = new JudgerOptions
        {
            SiloName = "local",
            Slots = [new SlotOptions
            {
                Device = "simulated:0",
                Simulated = new()
                {
                    Encode = TimeSpan.Zero,
                    PrefillToken = TimeSpan.Zero,
                    DecodeStep = TimeSpan.FromMilliseconds(stepMilliseconds),
                    DecodeSequence = TimeSpan.Zero,
                },
            }],
            Cluster = new() { ClusterId = Guid.NewGuid().ToString("N") },
            Drain = new() { Timeout = TimeSpan.Zero },
            Http = new() { Urls = ["http://127.0.0.1:0"] },
        };
        configure?.Invoke(options);
        var silo = new HttpSilo(JudgerHost.Build(options, configureHost));
        await silo._host.StartAsync();
        silo.Client = new() { BaseAddress = silo.Address };
        return silo;
    }

    /// <summary>An image that no other is.</summary>
    public byte[] NewImage()
    {
        var image = new RgbImage(96, 64);
        BitConverter.TryWriteBytes(image.Pixels, Interlocked.Increment(ref _images));
        return ImageEncoder.EncodePng(image);
    }

    /// <summary>What the silo has done.</summary>
    public Task<SiloReport> ReportAsync() =>
        _host.Services.GetRequiredService<IGrainFactory>().GetGrain<ISiloGrain>("local").ReportAsync(TestContext.Current.CancellationToken);

    /// <summary>Requests that the device is working on.</summary>
    public async Task<int> RunningAsync()
    {
        var loads = await _host.Services.GetRequiredService<IGrainFactory>().GetGrain<ISiloGrain>("local").LoadsAsync(TestContext.Current.CancellationToken);
        return loads.Values.Sum(load => load.Running + load.Waiting);
    }

    /// <summary>A question as JSON, with what a test adds.</summary>
    public Dictionary<string, object> Question(params (string Key, object Value)[] more)
    {
        var question = new Dictionary<string, object> { ["question"] = "What is it?", ["image"] = new { data = NewImage() }, ["policy"] = "never" };
        foreach (var (key, value) in more) question[key] = value;
        return question;
    }

    public Task<HttpResponseMessage> PostAsync(object body, string? key = null) => SendAsync(HttpMethod.Post, "/v1/questions", JsonContent.Create(body), key);

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, string? key = null, Action<HttpRequestHeaders>? headers = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (key is not null) request.Headers.Authorization = new("Bearer", key);
        headers?.Invoke(request.Headers);
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        await ((WebApplication)_host).DisposeAsync();
    }
}

/// <summary>Reads answers.</summary>
internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response, int status = 200)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>The first entry of a stage in a record's log.</summary>
    public static JsonElement Entry(this JsonElement record, string stage) =>
        record.GetProperty("stages").EnumerateArray().First(entry => entry.GetProperty("stage").GetString() == stage);

    /// <summary>A kind of work, such as tokens_prefilled, that a record's log tells of, all stages together.</summary>
    public static int Work(this JsonElement record, string kind) => record.GetProperty("stages").EnumerateArray()
        .Sum(entry => entry.TryGetProperty("work", out var work) ? work.GetProperty(kind).GetInt32() : 0);

    /// <summary>The code of a problem.</summary>
    public static async Task<string> ProblemAsync(this HttpResponseMessage response, int status)
    {
        var problem = await response.JsonAsync(status);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        return problem.GetProperty("code").GetString()!;
    }
}
