using Judger.Core.Prompts;
using Judger.Export.Checkpoints;
using Judger.Export.Families;
using Judger.Export.Families.Llava;
using Judger.Export.Pipeline;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;
using Judger.Training.Model;

namespace Judger.Training.Checkpoints;

/// <summary>
/// A checkpoint of the LLaVA layout to train: its sizes, its words and its weights, read by the exporter's reader, so that whatever trains also exports.
/// </summary>
internal sealed class LlavaSource : IDisposable
{
    private readonly Checkpoint _checkpoint;
    private readonly LlavaExport _model;

    private LlavaSource(LlavaExport model, ModelManifest manifest)
    {
        (_checkpoint, _model) = (model.Checkpoint, model);
        Manifest = manifest;
        Tokenizer = SentencePieceTokenizer.Load(model.Checkpoint.PathOf(ModelFileNames.Tokenizer));
        Geometry = GeometryOf(model, manifest);
        var file = model.Checkpoint.PathOf(ModelFileNames.Tokenizer);
        if (TokenizerProbe.Problem(file, Geometry.Vocabulary, Prompts) is { } problem)
            throw new TrainingException($"{file} {problem}: restore the file from the checkpoint's source.");
    }

    public string Folder => _checkpoint.Folder;

    /// <summary>What inference will be told of the model: prompts, preprocessing, attention layer, crop window, special tokens.</summary>
    public ModelManifest Manifest { get; }

    public ModelGeometry Geometry { get; }

    /// <summary>Inference's own tokenizer.</summary>
    public SentencePieceTokenizer Tokenizer { get; }

    /// <summary>The profile's own form: what is trained is written without a chat template.</summary>
    public PromptProfile Prompts => Manifest.BuiltInPrompts;

    public ImagePreprocessing Image => Manifest.Image;

    /// <summary>Opens a checkpoint.</summary>
    /// <param name="options">The folder and, where they differ from what the checkpoint says, profile, attention layer and crop window.</param>
    /// <exception cref="TrainingException">A file is missing or wrong, or the architecture is not LLaVA.</exception>
    public static LlavaSource Open(ExportOptions options)
    {
        Checkpoint? checkpoint = null;
        try
        {
            checkpoint = Checkpoint.Open(options.Checkpoint, options.Warn);
            if (ModelFamilies.Of(checkpoint.Config).Read(checkpoint) is not LlavaExport model)
                throw new TrainingException($"{checkpoint.Folder} is not a LLaVA checkpoint, which is what can be trained; give one.");
            return model is { Vision.FeatureLayers.Count: 1, ProjectorBias: true }
                ? new(model, ManifestDraft.Create(options, checkpoint, model))
                : throw new TrainingException(
                    $"{checkpoint.Folder} takes features from several layers or has a projector without biases, which can be exported "
                    + "but not trained; give another.");
        }
        catch (Exception exception) when (exception is ExportException or InferenceException or TrainingException)
        {
            checkpoint?.Dispose();
            throw new TrainingException(exception.Message, exception);
        }
    }

    /// <summary>Sets a model's parameters to the checkpoint's.</summary>
    public void Load(ParameterStore parameters)
    {
        try
        {
            for (var i = 0; i < parameters.Layout.Units.Count; i++)
            {
                var unit = parameters.Layout.Units[i];
                if (unit.Group is ParameterGroup.Adapter or ParameterGroup.DenseHead) continue;
                parameters.Write(i, [.. unit.Tensors.SelectMany(name => _checkpoint.Tensor(NameOf(name), unit.TensorShape).ToFloats())]);
            }
        }
        catch (ExportException exception)
        {
            throw new TrainingException(exception.Message, exception);
        }
    }

    /// <summary>The checkpoint's own name of a tensor that the trainer knows by Hugging Face's first one.</summary>
    public string NameOf(string tensor)
    {
        var names = _model.Names;
        if (tensor == ParameterLayout.Head) return names.Head;
        (string Ours, string Theirs)[] prefixes =
        [
            (ParameterLayout.VisionPrefix, names.Vision),
            (ParameterLayout.LanguagePrefix, names.Language),
            (ParameterLayout.ProjectorFirst, names.ProjectorFirst),
            (ParameterLayout.ProjectorSecond, names.ProjectorSecond),
        ];
        var (ours, theirs) = prefixes.First(prefix => tensor.StartsWith(prefix.Ours, StringComparison.Ordinal));
        return theirs + tensor[ours.Length..];
    }

    public void Dispose() => _checkpoint.Dispose();

    private static ModelGeometry GeometryOf(LlavaExport model, ModelManifest manifest)
    {
        var (vision, text) = (model.Vision, model.Text);
        return new()
        {
            ImageSize = vision.ImageSize,
            PatchSize = vision.PatchSize,
            VisionHidden = vision.Hidden,
            VisionIntermediate = vision.Intermediate,
            VisionLayers = vision.UsedLayers,
            VisionHeads = vision.Heads,
            VisionNormEpsilon = vision.NormEpsilon,
            QuickGelu = vision.QuickGelu,
            HasDenseHead = false,
            Hidden = text.Hidden,
            Intermediate = text.Intermediate,
            Layers = text.Layers,
            Heads = text.Heads,
            KeyValueHeads = text.KeyValueHeads,
            HeadSize = text.HeadSize,
            Vocabulary = text.Vocabulary,
            TiedEmbeddings = text.TiedEmbeddings,
            NormEpsilon = text.NormEpsilon,
            RopeTheta = text.RopeTheta,
            MaxPositions = text.Context,
            AttentionLayer = manifest.AttentionLayer,
        };
    }
}
