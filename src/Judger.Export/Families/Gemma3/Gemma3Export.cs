using Judger.Core.Prompts;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;
using Judger.Export.Formats;
using Judger.Export.Onnx;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.Gemma3;

/// <summary>A checkpoint of Gemma 3.</summary>
internal sealed class Gemma3Export : IModelExport
{
    private const int PublishedImageToken = 262144;
    private const string FirstOfProjector = "linear_1";

    private readonly Checkpoint _checkpoint;
    private readonly Gemma3Text _gemma;
    private readonly Gemma3Vision _vision;
    private readonly ImagePreprocessing _image;
    private readonly LlavaTensorNames _names;
    private readonly TokenizerFacts _tokenizer;
    private readonly SpecialTokens _tokens;

    /// <exception cref="CheckpointException">A file is missing or wrong, or the checkpoint has something that the graphs do not.</exception>
    public Gemma3Export(Checkpoint checkpoint)
    {
        var config = checkpoint.Config;
        Gemma3Fields.Config.Check(config, checkpoint.Warn);
        _checkpoint = checkpoint;
        var gemma = Gemma3Config.Read(config, checkpoint.Warn);
        _gemma = gemma with { Text = gemma.Text with { Context = checkpoint.Context(gemma.Text.Context) } };
        _vision = Gemma3Vision.Read(config, _gemma.Text.Hidden);
        _names = LlavaTensorNames.Detect(checkpoint.Tensors);
        _image = Gemma3Preprocessing.Read(checkpoint, _vision.Tower.ImageSize, _vision.Geometry.Patches);
        var begin = _gemma.Text.BeginOfSequence ?? 2;

        // The other form, tokenizer.model, does not know the tokens of turns.
        checkpoint.Require(ModelFileNames.TokenizerJson, "copy the checkpoint's own tokenizer.json there");
        var tokenizer = TokenizerFacts.Read(checkpoint, begin);

        // A template of the family begins every prompt with it, whatever the tokenizer does.
        _tokenizer = tokenizer with { Begin = tokenizer.Begin ?? begin };
        var imageToken = config.Integer("image_token_index", config.Integer("image_token_id", PublishedImageToken));
        _tokens = AnswerTokens.Read(
            checkpoint, config.Section("text_config"), _tokenizer, _gemma.Text.Vocabulary, "image_token_index", imageToken);
    }

    /// <inheritdoc/>
    public string Tokenizer => _tokenizer.File;

    /// <inheritdoc/>
    public CheckpointTensor Embeddings => _checkpoint.Tensor(_names.Embeddings, _gemma.Text.Vocabulary, _gemma.Text.Hidden);

    /// <inheritdoc/>
    public ModelFacts Facts => new()
    {
        Vision = _vision.Geometry,
        Decoder = _gemma.Text.Geometry with { SeesWholeImages = true },
        Image = _image,
        Tokens = _tokens,
        Profile = PromptProfiles.Gemma3.Name,
        AttentionLayer = _gemma.LookingLayer,
        CropWindow = _vision.Tower.ImageSize,
        EmbeddingScale = (float)Math.Sqrt(_gemma.Text.Hidden),
    };

    /// <inheritdoc/>
    public void BuildVision(GraphBuilder graph, ModelPrecision precision) => _vision.Build(new(graph, _checkpoint, precision), _names.Vision);

    /// <inheritdoc/>
    public void BuildProjector(GraphBuilder graph, ModelPrecision precision) =>
        _vision.Project(new(graph, _checkpoint, precision), _names.ProjectorFirst[..^FirstOfProjector.Length]);

    /// <inheritdoc/>
    public void BuildDecoder(GraphBuilder graph, GraphFormat format, int attentionLayer) =>
        BuildDecoder(graph, format, attentionLayer, isForCuda: format.Precision is ModelPrecision.Float16 or ModelPrecision.BFloat16);

    /// <summary>Writes the decoder, for a device whose GroupQueryAttention takes no mask or for one whose does.</summary>
    public void BuildDecoder(GraphBuilder graph, GraphFormat format, int attentionLayer, bool isForCuda)
    {
        var head = _checkpoint.Tensor(_gemma.Text.TiedEmbeddings ? _names.Embeddings : _names.Head, _gemma.Text.Vocabulary, _gemma.Text.Hidden);
        Gemma3Graph.Build(new(graph, _checkpoint, format), _gemma, _names.Language, head, attentionLayer, isForCuda);
    }
}
