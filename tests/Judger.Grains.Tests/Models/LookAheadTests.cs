using System.Collections.Concurrent;
using Judger.Client;
using Judger.Core.Prompts;
using Judger.Grains.Engines;
using Judger.Grains.Models;
using Judger.Grains.Slots;
using Judger.Grains.Tests.Support;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;
using Judger.Inference.Simulation;
using Judger.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Judger.Grains.Tests.Models;

/// <summary>The look begins while the first answer is decoded; its row stays on the slot.</summary>
public sealed class LookAheadTests(JudgerSilo images)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly AskOptions Unjudged = new() { Policy = JudgmentPolicy.Never };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Map_and_box_and_crop_are_there_before_the_first_answer_is()
    {
        await using var device = new WaitingDevice();
        using var host = Start(device, ModelRole.All);

        // The first answer is held back until the general row was computed and the crop announced.
        device.HoldsBaseline = true;
        var record = await AskAsync(host, Unjudged);

        Assert.Equal([Kind.Baseline, Kind.GeneralRow, Kind.Announced, Kind.Refined], device.Happened);
        Assert.Null(record.Attention);
        Assert.NotNull(record.Region);
        Assert.Equal((1, 0), Images(record, QuestionStage.Baseline));
        Assert.Equal((0, 0), Images(record, QuestionStage.Locate));
        Assert.Equal((1, 0), Images(record, QuestionStage.Refine));
    }

    [Theory]
    [InlineData(LookPolicy.Never, false)]
    [InlineData(LookPolicy.Always, true)]
    public async Task What_may_be_for_nothing_is_not_begun(LookPolicy look, bool isCropGiven)
    {
        await using var device = new WaitingDevice();
        using var host = Start(device, ModelRole.All);

        await AskAsync(host, Unjudged with { Look = look, Crop = isCropGiven ? new(0, 0, 32, 32) : null });

        Assert.DoesNotContain(Kind.Announced, device.Happened);
        Assert.DoesNotContain(Kind.GeneralRow, device.Happened);
    }

    /// <summary>Where another slot looks, the row travels with the question as before.</summary>
    [Fact]
    public async Task Where_a_slot_only_answers_nothing_is_begun_and_the_row_goes_with_its_answer()
    {
        await using var device = new WaitingDevice();
        using var host = Start(device, ModelRole.Baseline, ModelRole.Cropper | ModelRole.JudgedAnswer);

        var record = await AskAsync(host, Unjudged);

        Assert.Equal([Kind.Baseline, Kind.GeneralRow, Kind.Refined], device.Happened);
        Assert.NotNull(record.Region);
    }

    /// <summary>The slot that knows the row may be gone when the question goes on.</summary>
    [Fact]
    public async Task A_row_that_is_not_there_any_more_is_computed_again_and_counted()
    {
        await using var device = new WaitingDevice();
        using var host = Start(device, ModelRole.All);
        var client = host.Services.GetRequiredService<IJudgerClient>();
        var asked = new AskRequest { Images = [await client.PutImageAsync(images.NewImage(), Token)], Question = "What number is it?", Options = Unjudged };
        var slot = host.Services.GetRequiredService<SiloSlots>().Keys.Single().ToString();
        var cropper = host.Services.GetRequiredService<IGrainFactory>().GetGrain<ICropperGrain>(slot);
        var context = new StageContext(TimeSpan.Zero, TimeSpan.FromMinutes(1), IsAdmission: false, Question: "forgotten");

        var lost = await cropper.LocateAsync(new(asked, null, context), Token);
        var record = await client.AskAsync(asked, cancellationToken: Token);

        Assert.Equal([Kind.Row, Kind.GeneralRow, Kind.Baseline], device.Happened.Take(3));
        Assert.True(lost.Work.TokensPrefilled > record.EntryOf(QuestionStage.Locate)!.Work.TokensPrefilled);
        Assert.Equal(record.Region!.Box, lost.Value!.Box);
    }

    [Fact]
    public void Rows_are_kept_within_bounds_and_the_oldest_goes_first()
    {
        var kept = new KeptLooks();
        var slot = SlotKey.Parse("local/cpu:0/model");
        for (var i = 0; i < 1100; i++) kept.Keep(slot, $"{i}", [i], null);
        Assert.Null(kept.Find(slot, "0"));
        Assert.Equal([1099f], kept.Find(slot, "1099")!.Row);
        Assert.Null(kept.Find(SlotKey.Parse("local/cpu:1/model"), "1099"));
        Assert.Null(kept.Find(slot, null));

        // 40 MB of them.
        for (var i = 0; i < 10; i++) kept.Keep(slot, $"large {i}", new float[1 << 20], null);
        Assert.Null(kept.Find(slot, "1099"));
        Assert.Null(kept.Find(slot, "large 1"));
        Assert.NotNull(kept.Find(slot, "large 9"));

        kept.Keep(slot, "large 9", [7], null);
        Assert.Equal([7f], kept.Find(slot, "large 9")!.Row);
    }

    private static (int Encoded, int Cached) Images(QuestionRecord record, QuestionStage stage)
    {
        var work = record.EntryOf(stage)!.Work;
        return (work.ImagesEncoded, work.ImagesCached);
    }

    private async Task<QuestionRecord> AskAsync(IHost host, AskOptions options)
    {
        var client = host.Services.GetRequiredService<IJudgerClient>();
        var digest = await client.PutImageAsync(images.NewImage(), Token);
        var asked = new AskRequest { Images = [digest], Question = "What number is it?", Options = options };
        return await client.AskAsync(asked, cancellationToken: Token).WaitAsync(Patience, Token);
    }

    private static IHost Start(IEngineFactory device, params ModelRole[] roles)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(device);
        builder.UseLocalSilo([.. roles.Select((role, index) => new SlotOptions { ModelFolder = "models/simulated", Device = $"cpu:{index}", Roles = role })]);
        builder.Services.AddJudgerClient();
        var host = builder.Build();
        host.Start();
        return host;
    }

    private enum Kind
    {
        Baseline,
        Row,
        GeneralRow,
        Announced,
        Refined,
    }

    /// <summary>A simulated device that notes what it is asked for, and can hold a first answer back until the look ahead is done.</summary>
    private sealed class WaitingDevice : IInferenceEngine, IEngineFactory
    {
        private readonly InferenceEngine _engine = SimulatedDevice.Start(new SimulatedModel { ImageSize = 96, PatchSize = 8 }.Instant(), new() { Workers = 2 });
        private readonly TaskCompletionSource _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentQueue<Kind> _happened = new();

        public bool HoldsBaseline { get; set; }

        public IReadOnlyList<Kind> Happened => [.. _happened];

        public ModelManifest Manifest => _engine.Manifest;

        public string Device => _engine.Device;

        public EngineStatus Status => _engine.Status;

        public EngineHealth Health => _engine.Health;

        public IInferenceEngine Load(SlotOptions slot) => this;

        public async Task<Generation> GenerateAsync(GenerationRequest request, CancellationToken cancellationToken)
        {
            var kind = KindOf(request);
            _happened.Enqueue(kind);
            var generation = await _engine.GenerateAsync(request, cancellationToken);
            if (kind == Kind.Baseline && HoldsBaseline) await _announced.Task.WaitAsync(Patience, cancellationToken);
            return generation;
        }

        public void Anticipate(GenerationRequest request)
        {
            _happened.Enqueue(Kind.Announced);
            _engine.Anticipate(request);
            _announced.TrySetResult();
        }

        public IAsyncEnumerable<TextDelta> StreamAsync(GenerationRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => _engine.DisposeAsync();

        private static Kind KindOf(GenerationRequest request)
        {
            if (request.Images.Count > 1) return Kind.Refined;
            if (request.MaxNewTokens > 0) return Kind.Baseline;
            return request.Prompt.Parts.OfType<PromptPart.Text>().Any(text => text.Value.Contains(PromptProfile.GeneralQuestion, StringComparison.Ordinal))
                ? Kind.GeneralRow
                : Kind.Row;
        }
    }
}
