using System.Collections.Concurrent;
using System.Diagnostics;
using Judger.Client;
using Judger.Gpu.Tests.Support;
using Judger.Imaging.Encoders;
using Judger.TinyModel.World;
using Silo = Judger.Gpu.Tests.Support.Silo;

namespace Judger.Gpu.Tests;

/// <summary>The model served by a silo: three-stage questions alone and together, and what a killed process costs.</summary>
[Trait("stage", "2")]
public sealed class ServingTests(LlavaFixture fixture, CheckReport report)
{
    private const int Lanes = 16;
    private static readonly AskOptions Unjudged = new() { Policy = JudgmentPolicy.Never };
    private static readonly AskOptions Judged = new() { Policy = JudgmentPolicy.Always, MaxRounds = 1 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Questions_are_answered_alone_together_and_after_a_kill()
    {
        fixture.Prepare(report);
        await using var silo = await Silo.StartAsync(fixture.Model, Lanes);
        await ManyAsync(silo.Client, 0, 32);

        // Each about an image of its own: nothing is there from an earlier question.
        report.Add("three-stage question alone, unjudged", await MedianAsync(silo.Client, 100, 7, Unjudged), "ms");
        report.Add("three-stage question alone, judged by itself", await MedianAsync(silo.Client, 200, 5, Judged), "ms");
        var first = await AskAsync(silo.Client, 100, Unjudged, Token);
        var clock = Stopwatch.StartNew();
        await ManyAsync(silo.Client, 300, 64);
        report.Add("three-stage question at 16 in flight, unjudged: time for each", clock.Elapsed.TotalMilliseconds / 64, "ms");

        // Killed while 16 are being answered.
        var ended = new ConcurrentBag<Exception?>();
        using var given = new CancellationTokenSource();
        Task[] load = [.. Enumerable.Range(400, 16)
            .Select(async i => ended.Add(await Record.ExceptionAsync(() => AskAsync(silo.Client, i, Unjudged, given.Token))))];
        await Task.Delay(TimeSpan.FromMilliseconds(200), Token);
        await silo.KillAsync();
        await given.CancelAsync();
        await Task.WhenAll(load);
        clock.Restart();
        await using var restarted = await Silo.StartAsync(fixture.Model, Lanes);
        report.Add("from kill -9 under load to ready again", clock.Elapsed.TotalSeconds, "s");
        var again = await AskAsync(restarted.Client, 100, Unjudged, Token);
        var different = first.Baseline!.Text == again.Baseline!.Text && first.Answer == again.Answer ? 0 : 1;
        report.Add("answers of the restarted silo that differ", different, wanted: "0");
        Assert.Equal(0, different);
    }

    private static Task ManyAsync(IJudgerClient client, int first, int count) => Parallel.ForAsync(
        first,
        first + count,
        new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = Token },
        async (i, token) => await AskAsync(client, i, Unjudged, token));

    private async Task<double> MedianAsync(IJudgerClient client, int first, int count, AskOptions options)
    {
        var times = new List<(double Whole, QuestionRecord Record)>();
        for (var i = first; i < first + count; i++)
        {
            var image = await client.PutImageAsync(Picture(i), Token);
            var clock = Stopwatch.StartNew();
            var record = await AskAsync(client, i, image, options, Token);
            times.Add((clock.Elapsed.TotalMilliseconds, record));
        }

        var (whole, middle) = times.OrderBy(time => time.Whole).ElementAt(count / 2);
        var (baseline, refined) = (middle.EntryOf(QuestionStage.Baseline)!, middle.EntryOf(QuestionStage.Refine)!);
        report.Add("  of it baseline", baseline.Took.TotalMilliseconds, "ms");
        report.Add("  of it the baseline's device", baseline.Work.Device.TotalMilliseconds, "ms");
        report.Add("  of it locating", middle.EntryOf(QuestionStage.Locate)!.Took.TotalMilliseconds, "ms");
        report.Add("  of it refined", refined.Took.TotalMilliseconds, "ms");
        report.Add("  of it the refined answer's device", refined.Work.Device.TotalMilliseconds, "ms");
        return whole;
    }

    private static async Task<QuestionRecord> AskAsync(IJudgerClient client, int number, AskOptions options, CancellationToken token) =>
        await AskAsync(client, number, await client.PutImageAsync(Picture(number), token), options, token);

    private static async Task<QuestionRecord> AskAsync(IJudgerClient client, int number, ImageDigest image, AskOptions options, CancellationToken token)
    {
        var record = await client.AskAsync(
            new AskRequest { Images = [image], Question = $"What number is on object {number}?", Options = options }, null, token);
        Assert.True(record is { IsFinished: true, IsCutShort: false, Refined: not null }, record.ToString());
        return record;
    }

    private static byte[] Picture(int number) => ImageEncoder.EncodePng(SceneGenerator.Draw(SceneSplit.Test, 13, (ulong)number).Image);
}
