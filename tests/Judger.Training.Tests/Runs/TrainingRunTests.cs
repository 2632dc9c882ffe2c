using Judger.Training.Runs;
using Judger.Training.Tests.Support;

namespace Judger.Training.Tests.Runs;

public sealed class TrainingRunTests
{
    private static readonly Phase[] Short = [Phase.Vision with { Steps = 1, Scenes = 2 }, Phase.Correction with { Steps = 3, Scenes = 2 }];

    [Fact]
    public void The_same_seed_gives_the_same_parameters_and_another_seed_others()
    {
        using TempFolder first = new(), second = new(), third = new();
        Train(first, Short);
        Train(second, Short);
        Train(third, Short, seed: 2);
        Assert.Equal(State(first), State(second));
        Assert.Equal(Checkpoint(first), Checkpoint(second));
        Assert.NotEqual(Checkpoint(first), Checkpoint(third));
    }

    [Fact]
    public void A_cancelled_run_started_again_ends_where_an_undisturbed_one_ends()
    {
        Phase[] phases = [Phase.Vision with { Steps = 52, Scenes = 2 }, Phase.Alignment with { Steps = 2, Scenes = 2 }];
        using TempFolder undisturbed = new(), disturbed = new();
        Train(undisturbed, phases);

        using var stop = new CancellationTokenSource();
        var said = new List<string>();
        Assert.Throws<OperationCanceledException>(() => Train(disturbed, phases, stop: stop, print: line =>
        {
            said.Add(line);
            if (line.StartsWith("vision 50/52", StringComparison.Ordinal)) stop.Cancel();
        }));
        Assert.Contains("stopped", said[^1], StringComparison.Ordinal);
        Assert.False(Directory.Exists(disturbed.At("checkpoint")));

        said.Clear();
        Train(disturbed, phases, print: said.Add);
        Assert.Contains("resuming vision at step 50", said[0], StringComparison.Ordinal);
        Assert.Equal(State(undisturbed), State(disturbed));
        Assert.Equal(Checkpoint(undisturbed), Checkpoint(disturbed));
        Assert.Equal(File.ReadAllLines(undisturbed.At("learning-curve.csv")).Length, File.ReadAllLines(disturbed.At("learning-curve.csv")).Distinct().Count());
    }

    [Fact]
    public void A_run_that_stopped_in_a_phase_that_is_not_asked_for_is_refused()
    {
        using var folder = new TempFolder();
        Train(folder, [Short[0]]);
        var refused = Assert.Throws<TrainingException>(() => Train(folder, [Short[1]]));
        Assert.Contains("vision", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_can_start_from_a_checkpoint()
    {
        using TempFolder first = new(), second = new();
        Train(first, [Short[0]]);
        Train(second, [Short[0] with { Steps = 0 }], seed: 2, from: first.At("checkpoint"));
        Assert.Equal(Checkpoint(first), Checkpoint(second));
    }

    [Fact]
    public void A_run_of_another_geometry_is_refused()
    {
        using var folder = new TempFolder();
        Train(folder, [Short[0]]);
        var refused = Assert.Throws<TrainingException>(() => Train(folder, [Short[0]], layers: 3));
        Assert.Contains("empty folder", refused.Message, StringComparison.Ordinal);
    }

    private static void Train(
        TempFolder folder,
        Phase[] phases,
        int seed = 1,
        int layers = 2,
        Action<string>? print = null,
        CancellationTokenSource? stop = null,
        string? from = null)
    {
        var options = new TrainingRunOptions
        {
            Folder = folder.Root,
            Seed = seed,
            Workers = 2,
            Phases = phases,
            InitialCheckpoint = from,
            Geometry = SmallModel.Geometry with { Layers = layers },
        };
        new TrainingRun(options, print ?? (_ => { })).Train(stop?.Token ?? TestContext.Current.CancellationToken);
    }

    private static byte[] State(TempFolder folder) => File.ReadAllBytes(folder.At("run.safetensors"));

    private static byte[] Checkpoint(TempFolder folder) => File.ReadAllBytes(folder.At("checkpoint/model.safetensors"));
}
