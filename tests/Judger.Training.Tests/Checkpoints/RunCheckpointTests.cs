using Judger.TinyModel.World;
using Judger.Training.Checkpoints;
using Judger.Training.Runs;
using Judger.Training.Tests.Support;

namespace Judger.Training.Tests.Checkpoints;

public sealed class RunCheckpointTests
{
    private const string Identity = "seed 1";

    [Fact]
    public void A_run_does_not_go_on_under_other_options()
    {
        using var folder = new TempFolder();
        using var trained = new TrainedModel();
        RunCheckpoint.Save(folder.Root, trained.Model, trained.Optimizer, Identity, "vision", 1);
        var refused = Assert.Throws<TrainingException>(() => RunCheckpoint.TryRestore(folder.Root, trained.Model, trained.Optimizer, "seed 2"));
        Assert.Contains("seed 1", refused.Message, StringComparison.Ordinal);
        Assert.Contains("same options", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_restored_after_its_second_step_takes_the_third_one_as_if_undisturbed()
    {
        using TrainedModel undisturbed = new(), stopped = new(), restored = new(seed: 2);
        Advance(undisturbed, 0, 3);

        using var folder = new TempFolder();
        Advance(stopped, 0, 2);
        RunCheckpoint.Save(folder.Root, stopped.Model, stopped.Optimizer, Identity, "correction", 2);
        var at = RunCheckpoint.TryRestore(folder.Root, restored.Model, restored.Optimizer, Identity);
        Assert.Equal(("correction", 2), at);
        Assert.Equal(2, restored.Optimizer.Updates);
        Advance(restored, at!.Value.Step, 3);

        Assert.Equal(undisturbed.Model.Parameters.Read(), restored.Model.Parameters.Read());
        Assert.Equal(undisturbed.Optimizer.Read().First, restored.Optimizer.Read().First);
        Assert.Equal(undisturbed.Optimizer.Read().Second, restored.Optimizer.Read().Second);
        Assert.NotEqual(stopped.Model.Parameters.Read(), restored.Model.Parameters.Read());
    }

    [Fact]
    public void An_empty_folder_holds_no_run()
    {
        using var folder = new TempFolder();
        using var trained = new TrainedModel();
        Assert.Null(RunCheckpoint.TryRestore(folder.Root, trained.Model, trained.Optimizer, Identity));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(100)]
    [InlineData(100_000)]
    public void A_checkpoint_that_was_cut_off_is_named_with_the_remedy(int length)
    {
        using var folder = new TempFolder();
        using var trained = new TrainedModel();
        RunCheckpoint.Save(folder.Root, trained.Model, trained.Optimizer, Identity, "vision", 1);
        var file = folder.At("run.safetensors");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..length]);
        var refused = Assert.Throws<TrainingException>(() => RunCheckpoint.TryRestore(folder.Root, trained.Model, trained.Optimizer, Identity));
        Assert.StartsWith(file, refused.Message, StringComparison.Ordinal);
        Assert.Contains("delete it", refused.Message, StringComparison.Ordinal);
    }

    private static void Advance(TrainedModel trained, int from, int to)
    {
        for (var step = from; step < to; step++)
        {
            var batch = SmallModel.Data.DrawCorrection(new WorldRandom(5, (ulong)step), 1);
            trained.Pass((model, curve) => QuestionStep.Run(model, batch, Phase.Correction, curve));
            trained.Optimizer.Update([trained.Model], 1e-3);
        }
    }
}
