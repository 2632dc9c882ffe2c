using System.Diagnostics;
using Judger.Client;
using Judger.Grains.Engines;
using Judger.Grains.Slots;
using Judger.Grains.Storage;
using Judger.Grains.Tests.Support;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Judger.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Storage;

namespace Judger.Grains.Tests.Questions;

/// <summary>A budget holds while the storage of questions is away.</summary>
public sealed class StorageOutageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_question_ends_with_its_budget_and_goes_on_when_the_storage_is_back(bool hangs)
    {
        var (engine, storage) = (new ScriptedEngine(ScriptedEngine.Helpful), new SwitchedStorage { IsAway = true, Hangs = hangs });
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<IEngineFactory>(engine);
        builder.UseLocalSilo([new SlotOptions { ModelFolder = "models/scripted" }]);
        builder.Services.AddJudgerClient();
        builder.Services.AddKeyedSingleton<IGrainStorage>(StorageNames.Questions, (_, _) => storage);
        using var host = builder.Build();
        await host.StartAsync(Token);
        var client = host.Services.GetRequiredService<IJudgerClient>();
        var image = await client.PutImageAsync(ImageEncoder.EncodePng(new RgbImage(192, 192)), Token);
        engine.Play(image, new());
        engine.Play("Q?", new());
        var request = new AskRequest { Images = [image], Question = "Q?", Options = new() { Budget = TimeSpan.FromSeconds(2) } };
        var id = QuestionId.New();

        var started = Stopwatch.GetTimestamp();
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => client.AskAsync(request, id, Token));
        var took = Stopwatch.GetElapsedTime(started);
        storage.IsAway = false;
        var record = await client.AskAsync(request, id, Token);

        Assert.True(error.IsTransient);
        Assert.InRange(took.TotalSeconds, 1, 4);
        Assert.Equal("3", record.Answer);
        await host.StopAsync(Token);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Callers_hear_what_the_storage_says_to_them_and_otherwise_nothing_of_the_inside(bool isForCallers)
    {
        Exception failure = isForCallers ? new StorageUnavailableException("It is away.") : new IOException("10.1.2.3:5432 refused");
        var storage = new SwitchedStorage
        {
            IsAway = true,
            Failure = failure,
        };
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<IEngineFactory>(new ScriptedEngine(ScriptedEngine.Helpful));
        builder.UseLocalSilo([new SlotOptions { ModelFolder = "models/scripted" }]);
        builder.Services.AddJudgerClient();
        foreach (var name in StorageNames.All) builder.Services.AddKeyedSingleton<IGrainStorage>(name, (_, _) => storage);
        using var host = builder.Build();
        await host.StartAsync(Token);
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var image = ImageEncoder.EncodePng(new RgbImage(192, 192));
        var digest = ImageDigest.Of(image);

        Task[] calls =
        [
            grains.GetGrain<IImageGrain>(digest.ToString()).PutAsync(image, Token),
            grains.GetGrain<IImageOwnerGrain>($"a/{digest}").ClaimAsync(Token),
        ];
        var errors = await Task.WhenAll(calls.Select(call => Assert.ThrowsAsync<StorageUnavailableException>(() => call)));
        storage.FailsReads = true;
        var unread = await Assert.ThrowsAnyAsync<OrleansException>(() => grains.GetGrain<IImageGrain>(new string('0', 64)).GetAsync(Token));

        string[] own =
        [
            "The image could not be saved. Put it again when the storage is back.",
            "Who put the image could not be saved. Put it again when the storage is back.",
        ];
        Assert.Equal(isForCallers ? own.Select(_ => "It is away.") : own, errors.Select(error => error.Message));
        Assert.All(errors, error => Assert.Null(error.InnerException));

        // A client finds there what callers are told.
        Assert.Equal((failure.GetType(), failure.Message), (unread.InnerException?.GetType(), unread.InnerException?.Message));
        await host.StopAsync(Token);
    }

    private sealed class SwitchedStorage : IGrainStorage
    {
        public Exception Failure { get; init; } = new IOException("storage is away");

        public bool FailsReads { get; set; }

        public bool IsAway { get; set; }

        public bool Hangs { get; init; }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            FailsReads ? Task.FromException(Failure) : Task.CompletedTask;

        public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            while (Hangs && IsAway) await Task.Delay(20, CancellationToken.None);
            if (IsAway) throw Failure;
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;
    }
}
