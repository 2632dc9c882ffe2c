using Judger.Core.Prompts;
using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;
using Judger.Export.Formats;
using Judger.Export.Onnx;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.InternVl;

/// <summary>A checkpoint of InternVL3 or InternVL3.5, in Hugging Face's form or in that of the original repositories.</summary>
internal sealed class InternVlExport : IModelExport
{
    // In every checkpoint: it is not a setting.
    private const double ProjectorEpsilon = 1e-5;

    private readonly Checkpoint _checkpoint;
    private readonly InternVlTensorNames _names;
    private readonly InternVlConfig _config;
    private readonly TokenizerFacts _tokenizer;
    private readonly ImagePreprocessing _image;
    private readonly SpecialTokens _tokens;

    /// <exception cref="CheckpointException">A file is missing or wrong, or the checkpoint has something that the graphs do not.</exception>
    public InternVlExport(Checkpoint checkpoint)
    {
        (_checkpoint, _names) = (checkpoint, InternVlTensorNames.Detect(checkpoint.Tensors));
        var config = InternVlConfig.Read(checkpoint.Config, checkpoint.Tensors.ContainsKey(_names.Head), checkpoint.Warn);
        _config = config with { Text = config.Text with { Context = checkpoint.Context(config.Text.Context) } };
        _tokenizer = TokenizerFacts.Read(checkpoint, Text.BeginOfSequence ?? 1);
        _image = InternVlPreprocessing.Read(checkpoint, config);
        _tokens = AnswerTokens.Read(
            checkpoint, config.TextSection, _tokenizer, Text.Vocabulary, "image_token_id", config.ImageToken ?? _tokenizer.IdOf("<IMG_CONTEXT>"));
    }

    /// <inheritdoc/>
    public string Tokenizer => _tokenizer.File;

    /// <inheritdoc/>
    public CheckpointTensor Embeddings => _checkpoint.Tensor(_names.Embeddings, Text.Vocabulary, Text.Hidden);

    /// <inheritdoc/>
    public ModelFacts Facts
    {
        get
        {
            int[] begin = [_tokenizer.IdOf("<img>")];
            return new()
            {
                Vision = new(Vision.ImageSize, Vision.PatchSize, Vision.Hidden) { Shuffle = _config.Shuffle },
                Decoder = Text.Geometry,
                Image = _image,
                Markers = new() { Begin = begin, Alone = begin, End = [_tokenizer.IdOf("</img>")] },
                Tokens = _tokens,
                Profile = PromptProfiles.InternVl.Name,
                AttentionLayer = LookingLayer.Of(Text.Layers),
                CropWindow = Vision.ImageSize,
            };
        }
    }

    private TextConfig Text => _config.Text;

    private InternVitConfig Vision => _config.Vision;

    /// <inheritdoc/>
    public void BuildVision(GraphBuilder graph, ModelPrecision precision) => InternVitGraph.Build(
        new(graph, _checkpoint, precision), Vision, _names.IsOriginal ? InternVitNames.Original : InternVitNames.HuggingFace, _names.Vision);

    /// <inheritdoc/>
    public void BuildProjector(GraphBuilder graph, ModelPrecision precision)
    {
        var weights = new GraphWeights(graph, _checkpoint, precision);
        var shuffle = new PixelShuffle(weights, Vision.GridSide, _config.Shuffle, Vision.Hidden);
        var features = weights.Enter(graph.Input("image_features", ElementType.Float32, "images", Vision.Patches, Vision.Hidden));
        var normed = new LayerNorm(weights, shuffle.Width, ProjectorEpsilon).Apply(_names.ProjectorNorm, shuffle.Apply(features));
        var hidden = graph.Op("Gelu", [weights.Affine(_names.ProjectorFirst, normed, Text.Hidden, shuffle.Width)]);
        weights.Leave(weights.Affine(_names.ProjectorSecond, hidden, Text.Hidden, Text.Hidden), "image_embeds", "images", _config.TileTokens, Text.Hidden);
    }

    /// <inheritdoc/>
    public void BuildDecoder(GraphBuilder graph, GraphFormat format, int attentionLayer)
    {
        var head = _checkpoint.Tensor(Text.TiedEmbeddings ? _names.Embeddings : _names.Head, Text.Vocabulary, Text.Hidden);
        LlamaGraph.Build(new(graph, _checkpoint, format), Text, _names.Language, head, attentionLayer);
    }
}
