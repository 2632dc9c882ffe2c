using Judger.Training.Checkpoints;
using Judger.Training.Data.Llava;
using Judger.Training.Model;
using Judger.Training.Optimization;
using TorchSharp;

namespace Judger.Training.Runs.Llava;

/// <summary>Trains a checkpoint of the LLaVA layout on a LLaVA-format file, and goes on where the run's folder says that it stopped.</summary>
internal sealed class LlavaRun(LlavaRunOptions options, Action<string> print)
{
    // Crops of held-out rows change with the model: they are not to crowd out the views that are trained on.
    private const int HeldOutShare = 8;

    /// <summary>Trains to the last step and writes the model into the run's <c>checkpoint</c> folder.</summary>
    /// <exception cref="TrainingException">A file is wrong (it is named, and so is the row), or the loss became no number.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped; its state is saved.</exception>
    public void Train(CancellationToken cancellationToken)
    {
        torch.set_num_threads(1);
        Directory.CreateDirectory(options.Folder);
        using var source = LlavaSource.Open(options.Source with { Warn = line => print($"warning: {line}") });
        Train(source, cancellationToken);
    }

    private void Train(LlavaSource source, CancellationToken cancellationToken)
    {
        var all = LlavaFile.Read(options.Data);
        var rows = new RowSelection(all, options.Stage, options.Loss, options.Seed);
        var images = new RowImages(options.Images, source.Image);
        foreach (var row in rows.Rows) images.Locate(row);
        var steps = options.Steps ?? Math.Max(1, (int)Math.Ceiling(options.Epochs * rows.Rows.Count / options.Batch));
        var (manifest, digest) = (
            source.Manifest,
            FileDigest.Of([.. Directory.EnumerateFiles(source.Folder, "*.safetensors").Order(StringComparer.Ordinal), options.Data]));
        var shown = $"profile {manifest.Profile}, attention layer {manifest.AttentionLayer}, crop window {manifest.CropWindow}, files {digest}";
        var identity = $"{options.Identity(steps)}, {shown}";

        using var parameters = TrainedParts.Create(source.Geometry, options);
        source.Load(parameters);
        using var model = new LlavaModel(source.Geometry, parameters);
        using var features = new ViewFeatures(images, options.FeatureBytes);
        var writer = new SampleWriter(source, options.Stage, options.Loss);
        Say(rows.Rows, all.Count, parameters, steps);

        // By the values that the run starts with: before a stopped run's are restored.
        using var scope = torch.NewDisposeScope();
        using (torch.no_grad()) parameters.BeginStep();
        var boxes = options.Stage == Stage.Alignment
            ? null
            : FoundBoxes.Find(rows.Rows, options.Folder, shown, () => new CropFinder(model, source, images, features), print, cancellationToken);
        var samples = rows.Rows.ToDictionary(row => row, row => writer.Write(row, boxes?[row]));
        using var optimizer = new AdamW(parameters, weightDecay: 0);
        optimizer.SetGroupRates(group => TrainedParts.Rate(group, options));
        using var heldOutFeatures = new ViewFeatures(images, options.FeatureBytes / HeldOutShare);
        var heldOut = options.EvalData is { } path
            ? new HeldOut(LlavaFile.Read(path), writer, options.Stage, heldOutFeatures, trained => new(trained, source, images, heldOutFeatures))
            : null;
        var first = RunCheckpoint.TryRestore(options.Folder, model, optimizer, identity)?.Step ?? 0;
        if (first > 0) print($"resuming at step {first}");
        try
        {
            new LlavaSteps(options, identity, steps, heldOut, print).Run(
                model, optimizer, first, place => samples[rows.At(place)], features, cancellationToken);
        }
        catch (NotFiniteException exception)
        {
            throw Rescue(exception, source, model, optimizer, identity);
        }

        TrainedCheckpoint.Write(Path.Combine(options.Folder, "checkpoint"), source, parameters);
        print($"checkpoint in {Path.Combine(options.Folder, "checkpoint")}");
    }

    /// <summary>The state that was last saved becomes a checkpoint, so that a run at a lower rate can start from it.</summary>
    private NotFiniteException Rescue(NotFiniteException failure, LlavaSource source, LlavaModel model, AdamW optimizer, string identity)
    {
        const string again = "start again in an empty folder with a lower --learning-rate";
        if (RunCheckpoint.TryRestore(options.Folder, model, optimizer, identity) is not { } saved) return new(failure.Problem, again);
        var folder = Path.Combine(options.Folder, $"checkpoint-step-{saved.Step}");
        try
        {
            TrainedCheckpoint.Write(folder, source, model.Parameters);
        }
        catch (TrainingException exception)
        {
            return new(failure.Problem, $"the state of step {saved.Step} is no good either ({exception.Message.TrimEnd('.')}); {again}");
        }

        return new(failure.Problem, $"the last good state, of step {saved.Step}, is in {folder}: train that with a lower --learning-rate into another folder");
    }

    private void Say(IReadOnlyList<LlavaRow> rows, int all, ParameterStore parameters, int steps) => print(
        $"{parameters.TrainedSize:N0} of {parameters.Layout.Size:N0} parameters trained, {rows.Count:N0} of {all:N0} rows "
        + $"({rows.Count(row => row.IsJudged):N0} judged, "
        + $"{rows.Count(row => row.Response is not null):N0} with the judged answer), {steps:N0} steps of {options.Batch}, "
        + $"{options.Workers} workers, {options.Compute}");
}
