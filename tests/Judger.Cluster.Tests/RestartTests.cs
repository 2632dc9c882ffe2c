using System.Globalization;
using Judger.Cluster.Tests.Support;

namespace Judger.Cluster.Tests;

/// <summary>What an operator restarts while questions are asked.</summary>
[Collection("clusters")]
public sealed class RestartTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Restarting_every_silo_in_turn_fails_nothing()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await JudgerCluster.StartAsync(
            redis, SiloSpec.Simulated("a", 0.3), SiloSpec.Simulated("b", 0.3), SiloSpec.Simulated("c", 0.3), SiloSpec.Gateway);
        var images = await Load.PutImagesAsync(cluster, 20);

        var answered = await Load.KeepAskingAsync(cluster, images, "rolling", inFlight: 24, async () =>
        {
            foreach (var silo in cluster.Silos.Values)
            {
                await Task.Delay(1000, TestContext.Current.CancellationToken);
                Assert.Equal(0, await silo.StopAsync());
                await silo.StartAsync();
            }
        });

        Load.AssertAnswered(answered);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{answered.Count} questions during the restarts; "
            + $"latency p50 {Load.Quantile(answered.Select(a => a.Latency), 0.5).TotalSeconds:F2} s, "
            + $"p99 {Load.Quantile(answered.Select(a => a.Latency), 0.99).TotalSeconds:F2} s, "
            + $"worst {answered.Max(a => a.Latency).TotalSeconds:F2} s; {answered.Count(a => a.Record!.Runs.Count > 1)} resumed elsewhere"));
    }

    [Fact]
    public async Task A_redis_that_is_killed_and_comes_back_loses_no_question()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await JudgerCluster.StartAsync(redis, SiloSpec.Simulated("a", 0.3), SiloSpec.Simulated("b", 0.3), SiloSpec.Gateway);
        var images = await Load.PutImagesAsync(cluster, 20);
        var before = await Load.AskAllAsync(cluster, images, "before", 20);

        var answered = await Load.KeepAskingAsync(cluster, images, "redis", inFlight: 24, async () =>
        {
            await Task.Delay(2000, TestContext.Current.CancellationToken);
            await redis.KillAsync();
            await Task.Delay(4000, TestContext.Current.CancellationToken);
            await redis.RunAsync();
            await Task.Delay(6000, TestContext.Current.CancellationToken);
        });

        // A question waits, or fails with an error that says to ask again; asked again it is answered.
        var failed = answered.Where(answer => answer.Error is not null).ToList();
        Assert.All(failed, answer => Assert.True(answer.Error is JudgerException { IsTransient: true }, answer.Error!.ToString()));
        var again = await Task.WhenAll(
            failed.Select((answer, i) => Load.AskAsync(cluster, images[int.Parse(answer.Id.Name.Split('-')[1]) % images.Length], answer.Id.Name)));
        Load.AssertAnswered([.. answered.Except(failed), .. again]);
        foreach (var answer in before)
            Assert.Equal(answer.Record!.Answer, (await cluster.Client.GetAsync(answer.Id, TestContext.Current.CancellationToken))!.Answer);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{answered.Count} questions, {failed.Count} had to be asked again; "
            + $"latency p50 {Load.Quantile(answered.Select(a => a.Latency), 0.5).TotalSeconds:F2} s, "
            + $"worst {answered.Max(a => a.Latency).TotalSeconds:F2} s"));
    }

    [Fact]
    public async Task A_question_in_the_background_finishes_by_itself_when_its_silo_is_killed()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await JudgerCluster.StartAsync(redis, SiloSpec.Simulated("a"), SiloSpec.Simulated("b"), SiloSpec.Gateway);
        var images = await Load.PutImagesAsync(cluster, 10);
        var ids = Enumerable.Range(0, 30).Select(i => QuestionId.Parse($"background-{i}")).ToList();
        await Task.WhenAll(ids.Select((id, i) => cluster.Client.AskInBackgroundAsync(
            new() { Images = [images[i % images.Length]], Question = "What is it?" }, id, TestContext.Current.CancellationToken)));

        await cluster.Silos["b"].KillAsync();

        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        foreach (var id in ids)
        {
            QuestionRecord? record;
            while ((record = await cluster.Client.GetAsync(id, TestContext.Current.CancellationToken)) is not { IsFinished: true })
            {
                Assert.True(DateTime.UtcNow < deadline, record?.ToString());
                await Task.Delay(200, TestContext.Current.CancellationToken);
            }
        }
    }
}
