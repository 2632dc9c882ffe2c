using Judger.Export.Checkpoints;
using Judger.Export.Families;
using Judger.Export.Output;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;

namespace Judger.Export.Pipeline;

/// <summary>Turns a Hugging Face checkpoint into a model folder of ONNX graphs.</summary>
public static class ModelExporter
{
    /// <summary>The families that can be exported.</summary>
    public static IReadOnlyList<ExportableFamily> Families { get; } =
        [.. ModelFamilies.All.Select(family => new ExportableFamily(family.Name, family.ModelTypes, family.Parts, Enum.GetValues<ModelPrecision>()))];

    /// <summary>Reads a checkpoint and measures what an export would write, without writing it. Every tensor is looked for.</summary>
    /// <param name="options">What to export; the output is not looked at.</param>
    /// <exception cref="CheckpointException">The checkpoint is incomplete, damaged, or of a family that is not known.</exception>
    /// <exception cref="ExportOptionException">An option asks for something that the model does not have.</exception>
    public static ExportPlan Plan(ExportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var checkpoint = Checkpoint.Open(options.Checkpoint, options.Warn);
        var family = ModelFamilies.Of(checkpoint.Config);
        var model = family.Read(checkpoint);
        var manifest = ManifestDraft.Create(options, checkpoint, model);
        long[] sizes = [.. checkpoint.Tensors.Values.Select(tensor => tensor.Bytes)];
        return new(family.Name, manifest, new FolderParts(model, manifest, options.SplitDecoder).Measure(), sizes.Length, sizes.Sum(), sizes.Max());
    }

    /// <summary>
    /// Writes the model folder. It is made beside its place under another name and moved there when it is whole, so that it appears whole or not at all.
    /// </summary>
    /// <param name="options">What to export, and where to.</param>
    /// <param name="progress">Is called after every block of two megabytes, on the calling thread. The last few blocks may still be on their way to the
    /// disk.</param>
    /// <param name="cancellationToken">Ends the export between two blocks; nothing of it is left behind.</param>
    /// <returns>The manifest that was written.</returns>
    /// <exception cref="CheckpointException">The checkpoint is incomplete, damaged, or of a family that is not known.</exception>
    /// <exception cref="ExportOptionException">An option asks for something that the model does not have.</exception>
    /// <exception cref="ExportOutputException">The output exists already, cannot be written, or does not fit on the disk.</exception>
    /// <exception cref="OperationCanceledException">The export was cancelled.</exception>
    public static ModelManifest Export(ExportOptions options, IProgress<ExportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var output = StagingFolder.Unused(options.Output);
        using var checkpoint = Checkpoint.Open(options.Checkpoint, options.Warn, options.Context);
        var model = ModelFamilies.Of(checkpoint.Config).Read(checkpoint);
        var manifest = ManifestDraft.Create(options, checkpoint, model);
        TryTokenizer(model.Tokenizer, manifest);
        var parts = new FolderParts(model, manifest, options.SplitDecoder);
        var total = parts.Measure();
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using var staging = new StagingFolder(output);
            staging.RequireSpace(total);
            manifest = manifest with { Files = parts.Write(staging.Location, new(total, progress, cancellationToken)) };
            ModelFolder.WriteManifest(staging.Location, manifest);
            staging.Publish();
            return manifest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StagingFolder.NotWritable(output, e);
        }
    }

    // Here, and not at the first question.
    private static void TryTokenizer(string file, ModelManifest manifest)
    {
        try
        {
            if (TokenizerProbe.Problem(file, manifest.Decoder.Vocabulary, manifest.Prompts) is { } problem)
                throw new CheckpointException(file, problem, "restore the file from the checkpoint's source");
        }
        catch (SpecialTokenException e)
        {
            throw new ExportOptionException(
                $"The tokenizer has no token {e.Token}, which the prompt profile '{manifest.Profile}' needs: give --profile another than that.");
        }
    }
}
