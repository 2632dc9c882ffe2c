using System.Diagnostics;
using System.Globalization;
using Judger.Cluster.Tests.Support;
using Judger.Testing.Routing;

namespace Judger.Cluster.Tests;

/// <summary>
/// What it is worth that questions about an image meet the same slot, on real silos: half of the questions are about an image asked about before, by Zipf's
/// law.
/// </summary>
[Collection("clusters")]
public sealed class RoutingTests(ITestOutputHelper output)
{
    private const int Questions = 240;
    private const int InFlight = 36;

    [Fact]
    public async Task Fewer_positions_are_prefilled_than_when_questions_are_spread_at_random()
    {
        await using var redis = await RedisServer.StartAsync();
        var (byImage, seconds) = await RunAsync(redis, byImage: true);
        var (atRandom, secondsAtRandom) = await RunAsync(redis, byImage: false);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Questions} questions on 3 silos: by image {Questions / seconds:F1}/s, {byImage.TokensPrefilled} positions prefilled, "
            + $"{byImage.TokensReused} reused, {byImage.ImagesEncoded} encodes; at random {Questions / secondsAtRandom:F1}/s, "
            + $"{atRandom.TokensPrefilled}, {atRandom.TokensReused}, {atRandom.ImagesEncoded}"));

        Assert.True(
            byImage.TokensPrefilled < 0.97 * atRandom.TokensPrefilled, $"{byImage.TokensPrefilled} positions by image, {atRandom.TokensPrefilled} at random.");
        Assert.True(byImage.ImagesEncoded < atRandom.ImagesEncoded, $"{byImage.ImagesEncoded} encodes by image, {atRandom.ImagesEncoded} at random.");
    }

    private static async Task<(WorkCount Work, double Seconds)> RunAsync(RedisServer redis, bool byImage)
    {
        var routing = $"Routing:ByImage={byImage}";
        await using var cluster = await JudgerCluster.StartSteadyAsync(
            redis,
            SiloSpec.Simulated("a", settings: routing),
            SiloSpec.Simulated("b", settings: routing),
            SiloSpec.Simulated("c", settings: routing),
            SiloSpec.Gateway with { Settings = [routing] });
        var popularity = ImagePopularity.WithRepeats(0.5, 0.8, 0, Questions);
        var images = await Load.PutImagesAsync(cluster, popularity.Images);
        var random = new Random(1);
        var drawn = Enumerable.Range(0, Questions).Select(_ => images[popularity.Draw(random)]).ToArray();
        var next = -1;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < Questions;) Load.AssertAnswered([await Load.AskAsync(cluster, drawn[i], $"routed-{i}")]);
        }));
        var seconds = clock.Elapsed.TotalSeconds;
        var work = (await Task.WhenAll("abc".Select(silo => cluster.ReportAsync(silo.ToString()))))
            .SelectMany(report => report.Slots)
            .Select(slot => slot.Work!.Value)
            .ToList();
        return (new()
        {
            TokensPrefilled = work.Sum(w => w.TokensPrefilled),
            TokensReused = work.Sum(w => w.TokensReused),
            ImagesEncoded = work.Sum(w => w.ImagesEncoded),
        }, seconds);
    }
}
