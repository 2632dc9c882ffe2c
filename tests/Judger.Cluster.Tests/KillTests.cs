using System.Globalization;
using Judger.Cluster.Tests.Support;

namespace Judger.Cluster.Tests;

/// <summary>A silo that is killed in the middle of a load loses no question.</summary>
[Collection("clusters")]
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Rounds = 5;
    private const int Copies = 5;

    [Fact]
    public async Task Two_hundred_questions_survive_a_killed_silo_five_times()
    {
        var random = new Random(1);
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await JudgerCluster.StartAsync(
            redis, SiloSpec.Simulated("a", 0.3), SiloSpec.Simulated("b", 0.3), SiloSpec.Simulated("c", 0.3), SiloSpec.Gateway);
        var images = await Load.PutImagesAsync(cluster, 40);
        for (var round = 0; round < Rounds; round++)
        {
            var asked = Load.AskAllAsync(cluster, images, $"round{round}", 200, new() { MaxRounds = 1 });
            await Task.Delay(TimeSpan.FromSeconds(0.5 + (2.5 * random.NextDouble())), TestContext.Current.CancellationToken);
            var victim = cluster.Silos["abc"[random.Next(3)].ToString()];
            await victim.KillAsync();

            var answered = await asked;

            Load.AssertAnswered(answered);
            await AssertKeptAsync(cluster, answered);
            Report(round, victim.Name, answered);
            await victim.StartAsync();
        }
    }

    [Fact]
    public async Task A_question_that_is_accepted_in_the_background_while_it_is_asked_survives_its_first_caller_and_a_killed_silo()
    {
        const int Questions = 40;
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await JudgerCluster.StartAsync(redis, SiloSpec.Simulated("a", 2), SiloSpec.Simulated("b", 2), SiloSpec.Gateway);
        var images = await Load.PutImagesAsync(cluster, Questions);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var asked = images
            .Select((image, i) => new AskRequest { Images = [image], Question = $"What is it, {i}?", Options = new() { MaxRounds = 1 } })
            .Select((request, i) => (Request: request, Id: QuestionId.Parse($"kept-{i}")))
            .ToList();
        var callers = asked.Select(question => cluster.Client.AskAsync(question.Request, question.Id, leaving.Token)).ToList();

        await Task.WhenAll(asked.Select(question => cluster.Client.AskInBackgroundAsync(question.Request, question.Id, TestContext.Current.CancellationToken)));
        await leaving.CancelAsync();
        foreach (var caller in callers.Where(caller => !caller.IsCompletedSuccessfully)) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => caller);
        var records = await Task.WhenAll(asked.Select(question => cluster.Client.GetAsync(question.Id, TestContext.Current.CancellationToken)));
        var victim = records.OfType<QuestionRecord>().Where(record => !record.IsFinished).SelectMany(record => record.Runs).CountBy(run => run.Silo)
            .MaxBy(silo => silo.Value).Key;
        await cluster.Silos[victim].KillAsync();
        if (victim == SiloSpec.Gateway.Name) await cluster.Silos[victim].StartAsync();

        var finished = new List<Answered>();
        foreach (var (_, id) in asked) finished.Add(new(id, await FinishedAsync(cluster, id), null, TimeSpan.Zero));

        Load.AssertAnswered(finished);
        Assert.All(finished, answer => Assert.True(answer.Record!.IsBackground, $"{answer.Id} is not in the background."));
        var resumed = finished.Count(answer => answer.Record!.Runs.Count > 1);
        output.WriteLine($"{victim} killed: {resumed} of {Questions} resumed");
        Assert.True(resumed > 0, "No question was on the silo that was killed.");
    }

    [Fact]
    public async Task The_embedded_model_s_questions_survive_a_killed_silo()
    {
        await using var redis = await RedisServer.StartAsync();
        var model = $"Slots:0:ModelFolder={TinyModel.EmbeddedModel.Folder}";
        await using var cluster = await JudgerCluster.StartAsync(redis, new("a", model), new("b", model), SiloSpec.Gateway);
        var images = await Load.PutImagesAsync(cluster, 10);
        string[] texts = ["What number is on the red circle?", "What color is the square?"];
        var asked = Task.WhenAll(
            texts.Select((text, i) => Load.AskAllAsync(cluster, images, $"tiny{i}", images.Length * Copies, new() { MaxRounds = 1 }, text)));
        await Task.Delay(300, TestContext.Current.CancellationToken);
        await cluster.Silos["b"].KillAsync();

        var answered = (await asked).SelectMany(answers => answers).ToArray();

        Load.AssertAnswered(answered);
        await AssertKeptAsync(cluster, answered);
        Report(0, "b", answered);

        // The same model gives the same answer, whichever silo gave it and however often it was interrupted.
        foreach (var same in answered.GroupBy(answer => (answer.Record!.Request.AttendedImage, answer.Record.Request.Question)))
        {
            Assert.Equal(Copies, same.Count());
            Assert.Single(
                same.Select(answer => (answer.Record!.Answer, answer.Record.AnsweredBy, answer.Record.Baseline!.Text, answer.Record.Region!.Box)).Distinct());
        }
    }

    private static async Task<QuestionRecord> FinishedAsync(JudgerCluster cluster, QuestionId id)
    {
        for (var left = 240; left > 0; left--)
        {
            if (await cluster.Client.GetAsync(id, TestContext.Current.CancellationToken) is { IsFinished: true } record) return record;
            await Task.Delay(TimeSpan.FromSeconds(0.5), TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"Question {id} was not finished within two minutes.");
    }

    private static async Task AssertKeptAsync(JudgerCluster cluster, Answered[] answered)
    {
        Assert.Equal(answered.Length, answered.Select(answer => answer.Record!.Id).Distinct().Count());
        foreach (var answer in answered)
        {
            var kept = await cluster.Client.GetAsync(answer.Id, TestContext.Current.CancellationToken);
            Assert.Equal((answer.Record!.Answer, answer.Record.AnsweredBy, answer.Record.Runs.Count), (kept!.Answer, kept.AnsweredBy, kept.Runs.Count));

            // It went on behind what was finished: never before what an earlier run had finished.
            var stages = answer.Record.Runs.Select(run => run.ResumedAfter is { } stage ? (int)stage : -1).ToList();
            Assert.Equal(stages.Order(), stages);
        }
    }

    private void Report(int round, string victim, Answered[] answered)
    {
        var (resumed, others) = (
            answered.Where(answer => answer.Record!.Runs.Count > 1).ToList(),
            answered.Where(answer => answer.Record!.Runs.Count == 1).ToList());
        var stages = string.Join(
            ", ",
            resumed.GroupBy(answer => answer.Record!.Runs[^1].ResumedAfter).OrderBy(group => group.Key).Select(group => $"{group.Count()} after {group.Key}"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"round {round}, {victim} killed: {resumed.Count} resumed ({stages}); "
            + $"latency of the others p50 {Load.Quantile(others.Select(a => a.Latency), 0.5).TotalSeconds:F1} s, "
            + $"p99 {Load.Quantile(others.Select(a => a.Latency), 0.99).TotalSeconds:F1} s; "
            + $"of the resumed p50 {Load.Quantile(resumed.Select(a => a.Latency), 0.5).TotalSeconds:F1} s, "
            + $"p99 {Load.Quantile(resumed.Select(a => a.Latency), 0.99).TotalSeconds:F1} s"));
    }
}
