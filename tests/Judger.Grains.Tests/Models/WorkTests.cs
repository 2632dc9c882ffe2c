using Judger.Client;
using Judger.Core.Prompts;
using Judger.Grains.Engines;
using Judger.Grains.Images;
using Judger.Grains.Slots;
using Judger.Grains.Tests.Support;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Simulation;
using Judger.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Judger.Grains.Tests.Models;

/// <summary>What a question costs the device: encodes and positions, counted. The device is simulated, its scheduler and caches are not.</summary>
public sealed class WorkTests(JudgerSilo images) : IAsyncLifetime, IEngineFactory
{
    private const int Patches = 144;
    private static readonly AskOptions Unjudged = new() { Policy = JudgmentPolicy.Never };

    private readonly InferenceEngine _engine =
        SimulatedDevice.Start(new SimulatedModel { ImageSize = 96, PatchSize = 8 }.Instant(), new() { Workers = 2 });

    private IHost? _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IServiceProvider Services => _host!.Services;

    private IJudgerClient Client => Services.GetRequiredService<IJudgerClient>();

    public IInferenceEngine Load(SlotOptions slot) => _engine;

    public async ValueTask InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<IEngineFactory>(this);
        builder.UseLocalSilo([new SlotOptions { ModelFolder = "models/simulated" }]);
        builder.Services.AddJudgerClient();
        _host = builder.Build();
        await _host.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    [Fact]
    public async Task A_question_about_a_new_image_encodes_image_and_crop_and_prefills_each_prefix_once()
    {
        const string question = "What number is on the bus?";
        var record = await AskAsync(await Client.PutImageAsync(images.NewImage(), Token), question);

        // One position a byte; the general prompt shares the words before its question with the question's own prompt, and one letter of it.
        int words = Length(question), shared = "\nUSER: W".Length;
        Assert.Equal(new WorkCount(1, 1 + Patches + words, 0, 4), Work(record.EntryOf(QuestionStage.Baseline)!.Work));
        Assert.Equal(
            new WorkCount(0, Length(PromptProfile.GeneralQuestion) - shared, 1 + Patches + shared, 0), Work(record.EntryOf(QuestionStage.Locate)!.Work));
        Assert.Equal(new WorkCount(1, Patches + words, 1 + Patches, 4), Work(record.EntryOf(QuestionStage.Refine)!.Work));
    }

    [Fact]
    public async Task A_second_question_about_an_image_encodes_its_crop_only_and_prefills_no_image_again()
    {
        var digest = await Client.PutImageAsync(images.NewImage(), Token);
        var first = await AskAsync(digest, "Is it red?");
        var second = await AskAsync(digest, "Whose is it?");
        Assert.NotEqual(first.Region!.Box, second.Region!.Box);
        Assert.Equal(new WorkCount(0, Length("Whose is it?"), 1 + Patches, 4), Work(second.EntryOf(QuestionStage.Baseline)!.Work));
        Assert.Equal(default, Work(second.EntryOf(QuestionStage.Locate)!.Work));
        Assert.Equal(new WorkCount(1, Patches + Length("Whose is it?"), 1 + Patches, 4), Work(second.EntryOf(QuestionStage.Refine)!.Work));
    }

    [Fact]
    public async Task A_hundred_questions_at_once_about_a_new_image_decode_and_encode_it_once_and_share_the_general_prompt()
    {
        var digest = await Client.PutImageAsync(images.NewImage(), Token);
        var records = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => AskAsync(digest, $"{i}: what is it?")));

        Assert.Equal(1, Services.GetRequiredService<DecodedImages>().Decodes);
        Assert.Equal(1, records.Sum(record => record.EntryOf(QuestionStage.Baseline)!.Work.ImagesEncoded));
        Assert.Single(records, record => record.EntryOf(QuestionStage.Baseline)!.Work.TokensPrefilled > Patches);
        Assert.Single(records, record => record.EntryOf(QuestionStage.Locate)!.Work.TokensPrefilled > 0);
        Assert.Equal(0, records.Sum(record => record.EntryOf(QuestionStage.Locate)!.Work.ImagesEncoded));
        Assert.Equal(
            records.Select(record => record.Region!.Box).Distinct().Count(), records.Sum(record => record.EntryOf(QuestionStage.Refine)!.Work.ImagesEncoded));
        Assert.All(records, record => Assert.InRange(record.EntryOf(QuestionStage.Refine)!.Work.TokensReused, 1 + Patches, int.MaxValue));
    }

    private Task<QuestionRecord> AskAsync(ImageDigest digest, string question) =>
        Client.AskAsync(new() { Images = [digest], Question = question, Options = Unjudged }, JudgerSilo.NewId(), Token);

    private static int Length(string question) => PromptProfiles.ViCrop.Baseline.Fill(question).Parts.OfType<PromptPart.Text>().Sum(part => part.Value.Length);

    private static WorkCount Work(WorkCount work) => new(work.ImagesEncoded, work.TokensPrefilled, work.TokensReused, work.TokensGenerated);
}
