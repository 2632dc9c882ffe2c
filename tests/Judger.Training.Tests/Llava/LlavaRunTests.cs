using Judger.Export.Checkpoints;
using Judger.Inference.Manifest;
using Judger.Training.Checkpoints;
using Judger.Training.Runs.Llava;
using Judger.Training.Tests.Support;

namespace Judger.Training.Tests.Llava;

public sealed class LlavaRunTests : IDisposable
{
    private readonly LlavaFolder _folder = new();

    [Theory]
    [InlineData((int)Stage.Alignment, 0, "multi_modal_projector.")]
    [InlineData((int)Stage.Perception, 0, "multi_modal_projector.,language_model.")]
    [InlineData((int)Stage.Correction, 0, "multi_modal_projector.,language_model.")]
    [InlineData((int)Stage.Perception, 4, "multi_modal_projector.,language_model.model.layers.")]
    public void A_stage_moves_its_parts_and_no_others(int stage, int rank, string moving)
    {
        var before = LlavaFolder.Tensors(_folder.Checkpoint);
        var after = LlavaFolder.Train(_folder.Options("run", (Stage)stage) with { Rank = rank });
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        foreach (var (name, values) in after)
        {
            // LoRA leaves norms alone; of the embeddings and the head only the rows of words in use move.
            var moves = moving.Split(',').Any(part => name.StartsWith(part, StringComparison.Ordinal))
                && (rank == 0 || !name.Contains("norm", StringComparison.Ordinal));
            Assert.True(moves != before[name].AsSpan().SequenceEqual(values), $"{name} {(moves ? "stayed" : "moved")}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void A_stopped_run_started_again_ends_where_an_undisturbed_one_ends(int rank)
    {
        var options = _folder.Options("undisturbed", Stage.Correction) with { Steps = 45, Batch = 2, Rank = rank, SaveEvery = 7 };
        var undisturbed = LlavaFolder.Train(options);

        using var stop = new CancellationTokenSource();
        var said = new List<string>();
        var disturbed = options with { Folder = _folder.At("disturbed") };
        Assert.Throws<OperationCanceledException>(() => LlavaFolder.Train(disturbed, line =>
        {
            said.Add(line);
            if (line.StartsWith("correction 20/45", StringComparison.Ordinal)) stop.Cancel();
        }, stop.Token));
        Assert.StartsWith("stopped after step 20", said[^1], StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.At("disturbed/checkpoint")));

        said.Clear();
        var resumed = LlavaFolder.Train(disturbed, said.Add);
        Assert.Contains("resuming at step 20", said);
        foreach (var (name, values) in undisturbed) Assert.Equal(values, resumed[name]);
        Assert.Equal(Steps("undisturbed"), Steps("disturbed"));

        string[] Steps(string run) => [.. File.ReadAllLines(_folder.At(run + "/learning-curve.csv")).Select(line => string.Join(',', line.Split(',').Take(3)))];
    }

    [Fact]
    public void A_run_does_not_go_on_with_other_rows()
    {
        LlavaFolder.Train(_folder.Options("run", Stage.Alignment));
        _folder.Write(LlavaFolder.Row(0));
        var refused = Assert.Throws<TrainingException>(() => LlavaFolder.Train(_folder.Options("run", Stage.Alignment)));
        Assert.Contains("same options", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_judged_row_is_learned_by_answer_correction_and_contrast_and_by_its_answer_alone_in_the_control()
    {
        LlavaFolder.Train(_folder.Options("cut", Stage.Correction));
        LlavaFolder.Train(_folder.Options("plain", Stage.Correction) with { Loss = LossKind.Plain });
        Assert.Equal(["answer", "correction", "cut", "cut_flagged", "gradient_norm"], Measures("cut"));
        Assert.Equal(["answer", "gradient_norm"], Measures("plain"));
    }

    [Fact]
    public void Held_out_rows_are_asked_at_the_start_on_the_way_and_at_the_end()
    {
        var options = _folder.Options("run", Stage.Correction) with { Steps = 40, EvalData = _folder.Data, EvalEvery = 30, LearningRate = 3e-3 };
        LlavaFolder.Train(options);
        var rows = File.ReadAllLines(_folder.At("run/learning-curve.csv"))
            .Select(line => line.Split(','))
            .Where(cells => cells[2].StartsWith("eval", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(["0", "30", "40"], rows.Select(cells => cells[1]).Distinct());
        Assert.Equal(["eval_correction_exact", "eval_correction_loss", "eval_exact", "eval_loss"], rows.Select(cells => cells[2]).Distinct().Order());

        // Here the held-out rows are the training rows: all their answers are the same word, which is learned.
        Assert.Equal((0, 1), (At("0"), At("40")));

        double At(string step) =>
            double.Parse(rows.Single(cells => cells[1] == step && cells[2] == "eval_exact")[3], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_the_run_and_leaves_the_last_good_checkpoint()
    {
        var options = _folder.Options("run", Stage.Perception) with { Steps = 40 };
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => LlavaFolder.Train(options, line => Stop(line, stop), stop.Token));

        // The saved parameters are good, the next update ruins them.
        var state = Path.Combine(options.Folder, "run.safetensors");
        var (tensors, metadata) = SavedTensors.Read(state);
        Array.Fill(tensors["first"], 1e38f);
        var parts = tensors.Select(tensor => SafetensorsPart.Of(tensor.Key, [tensor.Value.LongLength], tensor.Value, WeightType.Float32));
        SafetensorsFile.Write(state, [.. parts], metadata);

        var stopped = Assert.Throws<NotFiniteException>(() => LlavaFolder.Train(options)).Message;
        var good = _folder.At("run/checkpoint-step-20");
        Assert.StartsWith("The loss became NaN (rows ", stopped, StringComparison.Ordinal);
        Assert.Contains($"{good}: train that with a lower --learning-rate", stopped, StringComparison.Ordinal);
        Assert.All(LlavaFolder.Tensors(good).Values, values => Assert.DoesNotContain(values, value => !float.IsFinite(value)));
        Assert.False(Directory.Exists(_folder.At("run/checkpoint")));

        static void Stop(string line, CancellationTokenSource stop)
        {
            if (line.StartsWith("perception 20/40", StringComparison.Ordinal)) stop.Cancel();
        }
    }

    [Fact]
    public void A_rate_that_ruins_the_first_steps_leaves_nothing_and_says_so()
    {
        var stopped = Assert.Throws<NotFiniteException>(
            () => LlavaFolder.Train(_folder.Options("run", Stage.Perception) with { SaveEvery = 1, LearningRate = 1e18 }));
        Assert.Contains("start again in an empty folder with a lower --learning-rate", stopped.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_folder.At("run")));
    }

    [Theory]
    [InlineData("../data.json", "outside")]
    [InlineData("9.png", "not in")]
    [InlineData("text.png", "cannot be decoded")]
    public void An_image_that_cannot_be_read_is_reported_by_its_row(string image, string problem)
    {
        File.WriteAllText(Path.Combine(_folder.Images, "text.png"), "text");
        var bad = LlavaFolder.Row(0);
        bad["image"] = image;
        _folder.Write(LlavaFolder.Row(0), LlavaFolder.Row(1), bad);
        var refused = Assert.Throws<TrainingException>(() => LlavaFolder.Train(_folder.Options("run", Stage.Perception)));
        Assert.StartsWith($"{_folder.Data}: row 3 has an image {image}", refused.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_box_outside_its_image_is_reported_by_its_row()
    {
        var bad = LlavaFolder.Row(0);
        bad["box"] = new System.Text.Json.Nodes.JsonArray(400, 400, 500, 500);
        _folder.Write(LlavaFolder.Row(1), bad);
        var refused = Assert.Throws<TrainingException>(() => LlavaFolder.Train(_folder.Options("run", Stage.Perception)));
        Assert.Contains("row 2 has a box that is not inside its image of 480 x 480", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string[] Measures(string run) => [.. File.ReadAllLines(_folder.At(run + "/learning-curve.csv")).Skip(1).Select(line => line.Split(',')[2])];
}
