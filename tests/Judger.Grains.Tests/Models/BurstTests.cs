using System.Diagnostics;
using Judger.Client;
using Judger.Grains.Slots;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Judger.Inference.Simulation;
using Judger.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Judger.Grains.Tests.Models;

/// <summary>Many questions at once about one image: a slot takes those that it can answer in time, and answers those that it took.</summary>
public sealed class BurstTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Burst = 400;

    private readonly IHost _host = Create();
    private ImageDigest _image;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IJudgerClient Client => _host.Services.GetRequiredService<IJudgerClient>();

    public async ValueTask InitializeAsync()
    {
        await _host.StartAsync(Token);
        _image = await Client.PutImageAsync(ImageEncoder.EncodePng(new RgbImage(336, 336)), Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_burst_that_can_be_answered_within_the_default_budget_is_answered_whole(bool isCold)
    {
        if (!isCold) await Task.WhenAll(Enumerable.Range(0, 40).Select(i => AskAsync(i, TimeSpan.FromMinutes(10))));

        var outcomes = await Task.WhenAll(Enumerable.Range(1000, Burst).Select(i => AskAsync(i, null)));

        Assert.Empty(outcomes.Where(outcome => outcome.Error is not null).Select(outcome => outcome.Error!.Message).Distinct());
    }

    [Fact]
    public async Task Of_a_burst_that_takes_longer_than_its_budget_no_question_is_begun_that_ends_too_late()
    {
        // The speed is seen when everything is compiled: the slot's own estimate forgets the first questions' times, too.
        await Task.WhenAll(Enumerable.Range(0, 80).Select(i => AskAsync(i, TimeSpan.FromMinutes(10))));
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(100, 80).Select(i => AskAsync(i, TimeSpan.FromMinutes(10))));
        var perQuestion = clock.Elapsed / 80;

        // A half of them at the speed that was just seen.
        var outcomes = await Task.WhenAll(Enumerable.Range(1000, Burst).Select(i => AskAsync(i, perQuestion * Burst / 2)));

        var refused = outcomes.Count(outcome => outcome.Error is OverloadedException);
        output.WriteLine(
            $"{perQuestion.TotalMilliseconds:F0} ms a question, budget {perQuestion.TotalSeconds * Burst / 2:F1} s: {refused} of {Burst} refused; "
            + $"the last answer came after {outcomes.Max(outcome => outcome.Took.TotalSeconds):F1} s");
        Assert.Empty(outcomes.Where(outcome => outcome.Error is not null and not OverloadedException).Select(outcome => outcome.Error!.Message).Distinct());
        Assert.InRange(refused, 1, Burst * 5 / 6);
    }

    private static IHost Create()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.UseJudgerSilo(new()
        {
            SiloName = "local",
            Slots = [new SlotOptions { Device = "simulated:0", Simulated = new SimulatedModel(), Engine = new() { Workers = 1 } }],
            Cluster = new() { ClusterId = $"burst-{Guid.NewGuid():N}" },
            Drain = new() { Timeout = TimeSpan.Zero },
        });
        builder.Services.AddJudgerClient();
        return builder.Build();
    }

    private async Task<(Exception? Error, TimeSpan Took)> AskAsync(int number, TimeSpan? budget)
    {
        var options = new AskOptions { Policy = JudgmentPolicy.Always };
        if (budget is { } given) options = options with { Budget = given };
        var clock = Stopwatch.StartNew();
        try
        {
            await Client.AskAsync(new() { Images = [_image], Question = $"Question {number}?", Options = options }, cancellationToken: Token);
            return (null, clock.Elapsed);
        }
        catch (JudgerException error)
        {
            return (error, clock.Elapsed);
        }
    }
}
