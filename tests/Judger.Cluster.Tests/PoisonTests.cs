using System.Diagnostics;
using System.Globalization;
using Judger.Cluster.Tests.Support;

namespace Judger.Cluster.Tests;

/// <summary>A question at which a device fails each time takes no other with it.</summary>
[Collection("clusters")]
public sealed class PoisonTests(ITestOutputHelper output)
{
    private const int Company = 50;
    private const int Runs = 3;
    private const int Attempts = 3;

    [Fact]
    public async Task It_fails_after_a_few_attempts_and_those_beside_it_are_answered_as_soon_as_ever()
    {
        await using var redis = await RedisServer.StartAsync();
        const string FailOn = "Slots:0:Simulated:FailOn=poison";
        await using var cluster = await JudgerCluster.StartAsync(
            redis, SiloSpec.Simulated("a", 0.3, settings: FailOn), SiloSpec.Simulated("b", 0.3, settings: FailOn), SiloSpec.Gateway);
        Load.AssertAnswered(await Load.AskAllAsync(cluster, await Load.PutImagesAsync(cluster, 10), "warm", Company));

        // By turns, so that what else the computer does meets both alike. Each run has images of its own; the poison is about one of them.
        var (worst, worstBeside, tried) = (new List<TimeSpan>(), new List<TimeSpan>(), new List<TimeSpan>());
        for (var run = 0; run < Runs; run++)
        {
            var alone = await Load.AskAllAsync(cluster, await Load.PutImagesAsync(cluster, 10), $"alone{run}", Company);
            Load.AssertAnswered(alone);
            worst.Add(alone.Max(answer => answer.Latency));

            var images = await Load.PutImagesAsync(cluster, 10);
            var asked = Load.AskAllAsync(cluster, images, $"beside{run}", Company);
            var poisoned = await Load.AskAsync(cluster, images[0], $"poison{run}");
            var beside = await asked;
            Load.AssertAnswered(beside);
            worstBeside.Add(beside.Max(answer => answer.Latency));
            tried.Add(poisoned.Latency);
            AssertFailed(poisoned.Error);
        }

        var failures = (await Task.WhenAll(new[] { "a", "b" }.Select(cluster.ReportAsync))).SelectMany(report => report.Slots).Sum(slot => slot.Failures);
        Assert.Equal(Attempts * Runs, failures);
        var (without, with, retries) = (Load.Quantile(worst, 0.5), Load.Quantile(worstBeside, 0.5), Load.Quantile(tried, 0.5));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"the slowest of {Company}: {without.TotalSeconds:F2} s alone, {with.TotalSeconds:F2} s beside a poisoned question, "
            + $"which was tried for {retries.TotalSeconds:F2} s"));
        Assert.True(with <= without + retries, $"The slowest took {with} beside the poison and {without} without it.");
    }

    [Fact]
    public async Task A_background_question_that_kills_silos_kills_two_and_then_fails_and_those_beside_it_are_answered()
    {
        await using var redis = await RedisServer.StartAsync();
        const string DieOn = "Slots:0:Simulated:DieOn=deadly";
        await using var cluster = await JudgerCluster.StartAsync(
            redis, SiloSpec.Simulated("a", settings: DieOn), SiloSpec.Simulated("b", settings: DieOn), SiloSpec.Gateway);
        var images = await Load.PutImagesAsync(cluster, Company + 1);
        var ids = images.Select((_, i) => QuestionId.Parse(i == 0 ? "deadly" : $"harmless-{i}")).ToList();
        await Task.WhenAll(images.Select((image, i) => cluster.Client.AskInBackgroundAsync(
            new() { Images = [image], Question = i == 0 ? "Is it deadly?" : $"What is it, {i}?", Options = Load.Options },
            ids[i],
            TestContext.Current.CancellationToken)));

        // What a supervisor does.
        var (deaths, gaveUp, over) = (0, new List<string>(), new Dictionary<QuestionId, QuestionRecord>());
        for (var clock = Stopwatch.StartNew(); over.Count < ids.Count;)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(3), $"{over.Count} of {ids.Count} are over after {clock.Elapsed}; {deaths} silos died.");
            foreach (var silo in cluster.Silos.Values.Where(silo => !silo.IsRunning).ToList())
            {
                // On a busy computer a silo may be late, be held to be dead, and end for that.
                if (silo.WasKilled) deaths++;
                else gaveUp.Add(silo.Errors);
                await silo.StartAsync();
            }

            foreach (var id in ids.Where(id => !over.ContainsKey(id)).ToList())
            {
                if (await cluster.Client.GetAsync(id, TestContext.Current.CancellationToken) is { } record && (record.IsFinished || record.Failed is not null))
                    over[id] = record;
            }
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        // The last one may have died after it was looked for.
        deaths += cluster.Silos.Values.Count(silo => silo.WasKilled);
        foreach (var log in gaveUp) output.WriteLine($"A silo ended by itself:{Environment.NewLine}{log}");
        output.WriteLine($"{deaths} silos died; {over.Values.Count(record => record.Deaths > 0)} of {ids.Count} questions were with one of them");
        Assert.InRange(deaths, 2 - gaveUp.Count, 2);
        var failure = Assert.IsType<StageFailure>(over[ids[0]].Failed?.Outcome);
        Assert.StartsWith("2 silos died while they worked for the question", failure.Message, StringComparison.Ordinal);
        Load.AssertAnswered([.. ids.Skip(1).Select(id => new Answered(id, over[id], null, TimeSpan.Zero))]);
    }

    private static void AssertFailed(Exception? error)
    {
        var failed = Assert.IsType<StageFailedException>(error);
        Assert.Equal("stage_failed", failed.Code);
        Assert.StartsWith("Device simulated:0 failed while running the model (it was told to fail on \"poison\")", failed.Message, StringComparison.Ordinal);
        Assert.EndsWith($"(Tried {Attempts} times.)", failed.Message, StringComparison.Ordinal);
    }
}
