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

    private sealed class SwitchedStorage : IGrainStorage
    {
        public bool IsAway { get; set; }

        public bool Hangs { get; init; }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;

        public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            while (Hangs && IsAway) await Task.Delay(20, CancellationToken.None);
            if (IsAway) throw new IOException("storage is away");
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;
    }
}
