using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;
using Judger.Export.Formats;
using Judger.Export.Onnx;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.LlavaNext;

/// <summary>A checkpoint of a model that shows an image in tiles: a tower, LLaVA's projector, a newline, and a decoder of Llama's kind.</summary>
internal abstract class TiledExport : IModelExport
{
    private readonly TiledConfig _config;
    private readonly TokenizerFacts _tokenizer;

    private protected TiledExport(Checkpoint checkpoint, TiledConfig config)
    {
        (Checkpoint, Names) = (checkpoint, LlavaTensorNames.Detect(checkpoint.Tensors));
        _config = config with { Text = config.Text with { Context = checkpoint.Context(config.Text.Context) } };
        _tokenizer = TokenizerFacts.Read(checkpoint, config.Text.BeginOfSequence ?? 1);
        Tokens = AnswerTokens.Read(
            checkpoint, checkpoint.Config.Section("text_config"), _tokenizer, Text.Vocabulary, "image_token_index", _config.ImageToken);
    }

    /// <summary>The files.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>The decoder.</summary>
    public TextConfig Text => _config.Text;

    /// <summary>Where the tensors are.</summary>
    public LlavaTensorNames Names { get; }

    /// <summary>Token ids with a meaning of their own.</summary>
    public SpecialTokens Tokens { get; }

    /// <inheritdoc/>
    public string Tokenizer => _tokenizer.File;

    /// <inheritdoc/>
    public CheckpointTensor Embeddings => Checkpoint.Tensor(Names.Embeddings, Text.Vocabulary, Text.Hidden);

    /// <inheritdoc/>
    public CheckpointTensor? Newline => Checkpoint.Tensor(Names.Newline, Text.Hidden);

    /// <inheritdoc/>
    public ModelFacts Facts => new()
    {
        Vision = Vision,
        Decoder = Text.Geometry,
        Image = Image,
        Tokens = Tokens,
        Profile = Profile,
        AttentionLayer = LookingLayer.Of(Text.Layers),
        CropWindow = Vision.ImageSize,
    };

    /// <summary>Sizes of the tower.</summary>
    private protected abstract VisionGeometry Vision { get; }

    /// <summary>How images become tensors.</summary>
    private protected abstract ImagePreprocessing Image { get; }

    /// <summary>The prompt profile.</summary>
    private protected abstract string Profile { get; }

    /// <inheritdoc/>
    public abstract void BuildVision(GraphBuilder graph, ModelPrecision precision);

    /// <inheritdoc/>
    public void BuildProjector(GraphBuilder graph, ModelPrecision precision) =>
        new ProjectorGraph(Vision.Patches, Vision.Hidden, Text.Hidden, _config.ProjectorBias).Build(new(graph, Checkpoint, precision), Names);

    /// <inheritdoc/>
    public void BuildDecoder(GraphBuilder graph, GraphFormat format, int attentionLayer)
    {
        var head = Checkpoint.Tensor(Text.TiedEmbeddings ? Names.Embeddings : Names.Head, Text.Vocabulary, Text.Hidden);
        LlamaGraph.Build(new(graph, Checkpoint, format), Text, Names.Language, head, attentionLayer);
    }
}
