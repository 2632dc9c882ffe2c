using Judger.Cluster.Tests.Support;

namespace Judger.Cluster.Tests;

/// <summary>Models are where they were configured to be, once, and nowhere else.</summary>
[Collection("clusters")]
public sealed class ResidencyTests
{
    [Fact]
    public async Task A_thousand_questions_stay_on_the_slots_of_their_roles()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await JudgerCluster.StartSteadyAsync(
            redis,
            SiloSpec.Simulated("base", 0.05, "Baseline"), SiloSpec.Simulated("crop", 0.05, "Cropper"),
            SiloSpec.Simulated("judge", 0.05, "JudgedAnswer", "Slots:1:Device=simulated:1", "Slots:1:Roles=JudgedAnswer", "Slots:1:Engine:Workers=1"),
            SiloSpec.Gateway);
        var images = await Load.PutImagesAsync(cluster, 50);
        var next = 0;
        var answered = new List<Answered>();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) <= 1000;)
            {
                var answer = await Load.AskPatientlyAsync(cluster, images[i % images.Length], $"resident-{i}");
                lock (answered) answered.Add(answer);
            }
        }));

        Load.AssertAnswered(answered);
        Assert.Equal(1000, answered.Count);
        Assert.All(answered, answer => Assert.Equal(
            ("base", "crop", "judge"),
            (SiloOf(answer, QuestionStage.Baseline), SiloOf(answer, QuestionStage.Locate), SiloOf(answer, QuestionStage.Refine))));
        Dictionary<string, string> grains = new() { ["base"] = "BaselineGrain", ["crop"] = "CropperGrain", ["judge"] = "JudgedAnswerGrain" };
        foreach (var silo in cluster.Silos.Keys)
        {
            var report = await cluster.ReportAsync(silo);
            Assert.Equal(silo == "gateway" ? 0 : silo == "judge" ? 2 : 1, report.Slots.Count);
            Assert.All(report.Slots, slot =>
            {
                Assert.True(slot.IsOwn, $"{silo} was asked for {slot.Slot}.");
                Assert.Equal(1, slot.Loads);
                var (grain, activations) = Assert.Single(slot.Activations);
                Assert.Equal((grains[silo], 1), (grain, activations));
            });
        }

        var stages = (await cluster.ReportAsync("judge")).Slots.Sum(slot => slot.Stages[QuestionStage.Refine]);
        Assert.Equal(1000, stages);
    }

    [Fact]
    public async Task A_silo_whose_model_is_corrupt_never_joins_and_says_why()
    {
        var folder = Directory.CreateTempSubdirectory("judger-model-").FullName;
        try
        {
            foreach (var file in Directory.EnumerateFiles(TinyModel.EmbeddedModel.Folder)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            var weights = Path.Combine(folder, "decoder.onnx.data");
            using (var stream = File.Open(weights, FileMode.Open))
            {
                stream.Position = stream.Length / 2;
                var flipped = (byte)~stream.ReadByte();
                stream.Position--;
                stream.WriteByte(flipped);
            }

            await using var redis = await RedisServer.StartAsync();
            await using var cluster = await JudgerCluster.StartSteadyAsync(redis, SiloSpec.Gateway);
            var corrupt = cluster.Add(new("corrupt", "Slots:0:Device=simulated:0", $"Slots:1:ModelFolder={folder}"));

            Assert.Equal(1, await corrupt.RunToEndAsync());

            Assert.StartsWith(
                $"error: Slots:1, corrupt/cpu:0/{Path.GetFileName(folder)}: {weights} is not the file that the manifest describes",
                corrupt.Errors.Split(Environment.NewLine)[^1],
                StringComparison.Ordinal);
            await Assert.ThrowsAsync<SlotUnavailableException>(() => cluster.ReportAsync("corrupt"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? SiloOf(Answered answer, QuestionStage stage) => answer.Record!.EntryOf(stage)!.Slot?.Silo;
}
