using Judger.Core.Prompts;
using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;
using Judger.Export.Families.LlavaOneVision;
using Judger.Export.Formats;
using Judger.Export.Onnx;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.SmolVlm;

/// <summary>A checkpoint of Idefics3, SmolVLM or SmolVLM2.</summary>
internal sealed class SmolVlmExport : IModelExport
{
    private readonly Checkpoint _checkpoint;
    private readonly SmolVlmTensorNames _names;
    private readonly TextConfig _text;
    private readonly SiglipConfig _vision;
    private readonly int _shuffle;
    private readonly TokenizerFacts _tokenizer;
    private readonly ImagePreprocessing _image;
    private readonly SpecialTokens _tokens;

    /// <exception cref="CheckpointException">A file is missing or wrong, or the checkpoint has something that the graphs do not.</exception>
    public SmolVlmExport(Checkpoint checkpoint)
    {
        (_checkpoint, _names) = (checkpoint, SmolVlmTensorNames.Detect(checkpoint.Tensors));
        var config = SmolVlmConfig.Read(checkpoint.Config, checkpoint.Tensors.ContainsKey(SmolVlmTensorNames.Head), checkpoint.Warn);
        (_text, _vision, _shuffle) = (config.Text with { Context = checkpoint.Context(config.Text.Context) }, config.Vision, config.Shuffle);
        _tokenizer = TokenizerFacts.Read(checkpoint, _text.BeginOfSequence ?? 1);
        _image = new SmolVlmPreprocessing(_vision.ImageSize, config.TileTokens).Read(checkpoint);
        _tokens = AnswerTokens.Read(
            checkpoint, checkpoint.Config.Section("text_config"), _tokenizer, _text.Vocabulary, "image_token_id", config.ImageToken);
    }

    /// <inheritdoc/>
    public string Tokenizer => _tokenizer.File;

    /// <inheritdoc/>
    public CheckpointTensor Embeddings => _checkpoint.Tensor(_names.Embeddings, _text.Vocabulary, _text.Hidden);

    /// <inheritdoc/>
    public ModelFacts Facts => new()
    {
        Vision = new(_vision.ImageSize, _vision.PatchSize, _vision.Hidden) { Shuffle = _shuffle },
        Decoder = _text.Geometry,
        Image = _image,
        Markers = SmolVlmMarkers.Read(_tokenizer, _image),
        Tokens = _tokens,

        // SmolVLM's conversations begin with a token that Idefics3 does not have.
        Profile = _tokenizer.Has("<|im_start|>") ? PromptProfiles.SmolVlm.Name : PromptProfiles.Idefics3.Name,
        AttentionLayer = LookingLayer.Of(_text.Layers),
        CropWindow = _vision.ImageSize,
    };

    /// <inheritdoc/>
    public void BuildVision(GraphBuilder graph, ModelPrecision precision) => SiglipGraph.Build(new(graph, _checkpoint, precision), _vision, _names.Vision);

    /// <inheritdoc/>
    public void BuildProjector(GraphBuilder graph, ModelPrecision precision)
    {
        var weights = new GraphWeights(graph, _checkpoint, precision);
        var shuffle = new PixelShuffle(weights, _vision.ImageSize / _vision.PatchSize, _shuffle, _vision.Hidden);
        var features = weights.Enter(graph.Input("image_features", ElementType.Float32, "images", _vision.Patches, _vision.Hidden));
        var tokens = weights.Project(_names.Projector, shuffle.Apply(features), _text.Hidden, shuffle.Width);
        weights.Leave(tokens, "image_embeds", "images", _vision.Patches / (_shuffle * _shuffle), _text.Hidden);
    }

    /// <inheritdoc/>
    public void BuildDecoder(GraphBuilder graph, GraphFormat format, int attentionLayer)
    {
        var head = _checkpoint.Tensor(_text.TiedEmbeddings ? _names.Embeddings : SmolVlmTensorNames.Head, _text.Vocabulary, _text.Hidden);
        LlamaGraph.Build(new(graph, _checkpoint, format), _text, _names.Language, head, attentionLayer);
    }
}
