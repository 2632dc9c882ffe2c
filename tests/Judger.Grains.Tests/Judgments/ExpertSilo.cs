using Judger.Client;
using Judger.Experts.Limits;
using Judger.Grains.Engines;
using Judger.Grains.Slots;
using Judger.Grains.Tests.Support;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Judger.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Judger.Grains.Tests.Judgments;

/// <summary>A silo whose questions are judged by a server.</summary>
internal sealed class ExpertSilo : IAsyncDisposable
{
    public const string Expert = "judge";

    private readonly ScriptedEngine _engine = new(ScriptedEngine.Helpful);
    private readonly IHost _host;

    private ExpertSilo(string endpoint, ExpertLimitOptions limits, TimeSpan timeout)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<IEngineFactory>(_engine);
        builder.UseJudgerSilo(new()
        {
            SiloName = "local",
            Slots = [new SlotOptions { ModelFolder = "models/scripted" }],
            Experts = [new() { Name = Expert, Endpoint = endpoint, Model = "judge-7b", InputPrice = 2, OutputPrice = 10, Timeout = timeout, Limits = limits }],
            Cluster = new() { ClusterId = Guid.NewGuid().ToString("N") },
            Drain = new() { Timeout = TimeSpan.Zero },
        });
        builder.Services.AddJudgerClient();
        _host = builder.Build();
    }

    public IJudgmentGrain Grain => _host.Services.GetRequiredService<IGrainFactory>().GetGrain<IJudgmentGrain>(Expert);

    /// <param name="endpoint">The expert's server.</param>
    /// <param name="limit">Changes its limits.</param>
    /// <param name="timeout">How long a request may take. <value>Default: longer than busy processors need for a first one.</value></param>
    public static async Task<ExpertSilo> StartAsync(string endpoint, Action<ExpertLimitOptions>? limit = null, TimeSpan? timeout = null)
    {
        var limits = new ExpertLimitOptions { FirstPause = TimeSpan.FromMilliseconds(5) };
        limit?.Invoke(limits);
        var silo = new ExpertSilo(endpoint, limits, timeout ?? TimeSpan.FromMinutes(1));
        await silo._host.StartAsync();
        return silo;
    }

    /// <summary>Asks a question of a new text about an image, a PNG by default; the same number gives the same image.</summary>
    public async Task<QuestionRecord> AskAsync(
        Script script, AskOptions? options = null, int image = 0, string? question = null, Func<RgbImage, byte[]>? encode = null)
    {
        var client = _host.Services.GetRequiredService<IJudgerClient>();
        var pixels = new RgbImage(JudgerSilo.ImageSide, JudgerSilo.ImageSide);
        BitConverter.TryWriteBytes(pixels.Pixels, image);
        var digest = await client.PutImageAsync((encode ?? ImageEncoder.EncodePng)(pixels), TestContext.Current.CancellationToken);
        question ??= $"What is it, {JudgerSilo.NewId()}?";
        _engine.Play(digest, script);
        _engine.Play(question, script);
        var request = new AskRequest { Images = [digest], Question = question, Options = options ?? new() { Expert = Expert, Policy = JudgmentPolicy.Always } };
        return await client.AskAsync(request, JudgerSilo.NewId(), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
