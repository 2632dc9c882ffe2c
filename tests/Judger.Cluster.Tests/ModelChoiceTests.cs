using Judger.Cluster.Tests.Support;

namespace Judger.Cluster.Tests;

/// <summary>Models side by side: a question meets the one that it names.</summary>
[Collection("clusters")]
public sealed class ModelChoiceTests
{
    private const int Questions = 30;
    private static readonly QuestionStage[] Asked = [QuestionStage.Baseline, QuestionStage.Locate, QuestionStage.Refine];

    [Fact]
    public async Task Two_models_on_one_silo()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await JudgerCluster.StartSteadyAsync(redis, new SiloSpec("a", [.. Slot(0, "large"), .. Slot(1, "small")]), SiloSpec.Gateway);

        await AssertChosenAsync(cluster, "a/simulated:0/large", "a/simulated:1/small");
    }

    [Fact]
    public async Task Two_models_on_two_silos()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await JudgerCluster.StartSteadyAsync(
            redis, new SiloSpec("a", Slot(0, "large")), new SiloSpec("b", Slot(0, "small")), SiloSpec.Gateway);

        await AssertChosenAsync(cluster, "a/simulated:0/large", "b/simulated:0/small");
    }

    private static async Task AssertChosenAsync(JudgerCluster cluster, string large, string small)
    {
        var images = await Load.PutImagesAsync(cluster, 5);
        var asked = await Task.WhenAll(
            Load.AskAllAsync(cluster, images, "large", Questions, new() { Model = "large", MaxRounds = 1 }),
            Load.AskAllAsync(cluster, images, "small", Questions, new() { Model = "small", MaxRounds = 1 }));

        foreach (var (answered, slot) in asked.Zip([large, small]))
        {
            Load.AssertAnswered(answered);
            Assert.All(answered, answer =>
                Assert.Equal([slot, slot, slot], Asked.Select(stage => answer.Record!.EntryOf(stage)!.Slot!.Value.ToString())));
        }

        var reports = (await Task.WhenAll(cluster.Silos.Keys.Select(cluster.ReportAsync))).SelectMany(report => report.Slots).ToList();
        Assert.Equal(
            [(large, true, Questions), (small, true, Questions)],
            reports.Select(slot => (slot.Slot.ToString(), slot.IsOwn, slot.Stages[QuestionStage.Refine])).Order());

        var unnamed = await Load.AskAsync(cluster, images[0], "unnamed");
        Assert.Equal(
            "The cluster serves several models and the question names none; ask one of large, small.",
            Assert.IsType<QuestionRejectedException>(unnamed.Error).Message);
        var unknown = await Load.AskAsync(cluster, images[0], "unknown", Load.Options with { Model = "medium" });
        Assert.Equal("The model \"medium\" is not served. The cluster serves: large, small.", Assert.IsType<ModelNotFoundException>(unknown.Error).Message);
    }

    private static string[] Slot(int index, string model) =>
    [
        $"Slots:{index}:Device=simulated:{index}", $"Slots:{index}:Engine:Workers=1", $"Slots:{index}:Simulated:Name={model}",
        $"Slots:{index}:Simulated:Encode=00:00:00.001",
        $"Slots:{index}:Simulated:PrefillToken=00:00:00", $"Slots:{index}:Simulated:DecodeStep=00:00:00.001",
        "Questions:SlotTimeout=00:00:01",
    ];
}
