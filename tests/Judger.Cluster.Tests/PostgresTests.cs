using Judger.Client;
using Judger.Cluster.Tests.Support;
using Judger.Server.Cluster.Postgres;

namespace Judger.Cluster.Tests;

/// <summary>The same cluster with PostgreSQL for membership, state and reminders.</summary>
[Collection("clusters")]
public sealed class PostgresTests
{
    [Fact]
    public async Task Silos_around_postgres_answer_survive_a_kill_and_keep_what_they_answered()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await PostgresSchema.ApplyAsync(postgres.ConnectionString, TestContext.Current.CancellationToken);
        await PostgresSchema.ApplyAsync(postgres.ConnectionString, TestContext.Current.CancellationToken);
        await using var cluster = await JudgerCluster.StartAsync(
            new(JudgerClusterKind.Postgres, postgres.ConnectionString), SiloSpec.Simulated("a", 0.3), SiloSpec.Simulated("b", 0.3), SiloSpec.Gateway);
        var images = await Load.PutImagesAsync(cluster, 10);
        var background = QuestionId.Parse("background");
        var asked = Load.AskAllAsync(cluster, images, "postgres", 60, new() { MaxRounds = 1 });
        await cluster.Client.AskInBackgroundAsync(new() { Images = [images[0]], Question = "What is it?" }, background, TestContext.Current.CancellationToken);
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        await cluster.Silos["b"].KillAsync();

        var answered = await asked;

        Load.AssertAnswered(answered);
        foreach (var answer in answered)
            Assert.Equal(answer.Record!.Answer, (await cluster.Client.GetAsync(answer.Id, TestContext.Current.CancellationToken))!.Answer);
        for (var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(60);
            (await cluster.Client.GetAsync(background, TestContext.Current.CancellationToken)) is not { IsFinished: true };)
        {
            Assert.True(DateTime.UtcNow < deadline);
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }
}
