using Judger.Client;
using Judger.Core.Judgments;
using Judger.Core.Stages;
using Judger.Grains.Engines;
using Judger.Grains.Questions;
using Judger.Grains.Slots;
using Judger.Grains.Tests.Support;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Judger.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

[assembly: AssemblyFixture(typeof(JudgerSilo))]

namespace Judger.Grains.Tests.Support;

/// <summary>One local silo for all tests, on a scripted device. Every test asks its own questions about its own images.</summary>
public sealed class JudgerSilo : IAsyncLifetime
{
    /// <summary>Side of the images in pixels: a patch of the grid covers 16 of them.</summary>
    public const int ImageSide = 192;

    private readonly IHost _host;
    private int _images;

    public JudgerSilo()
        : this(ScriptedEngine.Helpful)
    {
    }

    /// <summary>A silo of a test's own, whose model judges itself so well.</summary>
    internal JudgerSilo(SelfJudgmentCalibration? selfJudgment)
        : this(selfJudgment, builder => builder.UseLocalSilo([Slot]))
    {
    }

    /// <summary>A silo of a test's own, whose model need not look again where its first answer is so sure.</summary>
    internal JudgerSilo(LookCalibration look)
        : this(ScriptedEngine.Helpful, builder => builder.UseLocalSilo([Slot]), look)
    {
    }

    /// <summary>A silo of a test's own, with other options of questions.</summary>
    internal JudgerSilo(QuestionOptions questions)
        : this(ScriptedEngine.Helpful, builder => builder.UseJudgerSilo(new()
        {
            SiloName = "local",
            Slots = [Slot],
            Cluster = new() { ClusterId = $"questions-{Guid.NewGuid():N}" },
            Drain = new() { Timeout = TimeSpan.Zero },
            Questions = questions,
        }))
    {
    }

    private JudgerSilo(SelfJudgmentCalibration? selfJudgment, Action<IHostApplicationBuilder> useSilo, LookCalibration? look = null)
    {
        Engine = new(selfJudgment, look);
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<TimeProvider>(Budgets);
        builder.Services.AddSingleton<IEngineFactory>(Engine);
        useSilo(builder);
        builder.Services.AddJudgerClient();
        _host = builder.Build();
    }

    private static SlotOptions Slot => new() { ModelFolder = "models/scripted" };

    internal ScriptedEngine Engine { get; }

    internal HeldBudgets Budgets { get; } = new();

    internal IServiceProvider Services => _host.Services;

    internal IJudgerClient Client => Services.GetRequiredService<IJudgerClient>();

    internal IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    internal static QuestionId NewId() => QuestionId.New();

    public async ValueTask InitializeAsync() => await _host.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    /// <summary>The bytes of an image that no other test has.</summary>
    internal byte[] NewImage()
    {
        var image = new RgbImage(ImageSide, ImageSide);
        BitConverter.TryWriteBytes(image.Pixels, Interlocked.Increment(ref _images));
        return ImageEncoder.EncodePng(image);
    }

    /// <summary>A question that no other test asks, about an image that no other test has, and what the model says to it.</summary>
    internal async Task<AskRequest> PrepareAsync(Script script, AskOptions? options = null)
    {
        var digest = await Client.PutImageAsync(NewImage(), TestContext.Current.CancellationToken);
        Engine.Play(digest, script);
        return Prepare(digest, script, options);
    }

    /// <summary>Another question about an image that was put.</summary>
    internal AskRequest Prepare(ImageDigest digest, Script script, AskOptions? options = null)
    {
        var request = new AskRequest { Images = [digest], Question = $"What is it, {NewId()}?", Options = options ?? new() { Policy = JudgmentPolicy.Always } };
        Engine.Play(request.Question, script);
        return request;
    }

    internal Task<QuestionRecord> AskAsync(AskRequest request, QuestionId? id = null) => Client.AskAsync(request, id, TestContext.Current.CancellationToken);

    internal async Task<QuestionRecord> AskAsync(Script script, AskOptions? options = null) => await AskAsync(await PrepareAsync(script, options));
}
