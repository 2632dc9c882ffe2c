using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;
using Judger.Export.Formats;
using Judger.Export.Onnx;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.Qwen25Vl;

/// <summary>A checkpoint of a Qwen-VL: images at their own ratio, a tower, a merger, and a decoder whose positions have a time, a row and a column.</summary>
internal abstract class QwenVlExport : IModelExport
{
    private const int PublishedImageToken = 151655;

    // ViCrop's window for Qwen2.5-VL, 224 pixels, is that of eight tokens.
    private const int WindowTokens = 8;

    private readonly TokenizerFacts _tokenizer;

    private protected QwenVlExport(Checkpoint checkpoint, TextConfig text, QwenVlTower tower)
    {
        (Checkpoint, Tower, Names) = (checkpoint, tower, QwenVlNames.Detect(checkpoint.Tensors));
        Text = text with { Context = checkpoint.Context(text.Context) };
        Image = QwenVlPreprocessing.Read(checkpoint, tower);
        _tokenizer = TokenizerFacts.Read(checkpoint, text.BeginOfSequence ?? 1);
        Tokens = AnswerTokens.Read(
            checkpoint,
            checkpoint.Config.Section("text_config"),
            _tokenizer,
            Text.Vocabulary,
            "image_token_id",
            checkpoint.Config.Integer("image_token_id", PublishedImageToken));
    }

    /// <summary>The files.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>The decoder.</summary>
    public TextConfig Text { get; }

    /// <summary>The tower.</summary>
    public QwenVlTower Tower { get; }

    /// <summary>Where the tensors are.</summary>
    public QwenVlNames Names { get; }

    /// <summary>How images become patches.</summary>
    public ImagePreprocessing Image { get; }

    /// <summary>Token ids with a meaning of their own.</summary>
    public SpecialTokens Tokens { get; }

    /// <inheritdoc/>
    public string Tokenizer => _tokenizer.File;

    /// <inheritdoc/>
    public CheckpointTensor Embeddings => Checkpoint.Tensor(Names.Embeddings, Text.Vocabulary, Text.Hidden);

    /// <inheritdoc/>
    public ModelFacts Facts => new()
    {
        Vision = new(Image.Size, Tower.PatchSize, Tower.Hidden * (1 + Text.FeatureLayers)) { AnySize = AnySize },
        Decoder = Text.Geometry,
        Image = Image,
        Tokens = Tokens,
        Profile = Profile,
        AttentionLayer = AttentionLayer,
        CropWindow = WindowTokens * Image.Size,
    };

    /// <summary>What the tower needs to know of an image beside its patches.</summary>
    private protected abstract AnySizeVision AnySize { get; }

    /// <summary>The prompt profile.</summary>
    private protected abstract string Profile { get; }

    /// <summary>The layer that says where the model looks.</summary>
    private protected abstract int AttentionLayer { get; }

    /// <inheritdoc/>
    public abstract void BuildVision(GraphBuilder graph, ModelPrecision precision);

    /// <inheritdoc/>
    public abstract void BuildProjector(GraphBuilder graph, ModelPrecision precision);

    /// <inheritdoc/>
    public void BuildDecoder(GraphBuilder graph, GraphFormat format, int attentionLayer)
    {
        var head = Checkpoint.Tensor(Text.TiedEmbeddings ? Names.Embeddings : QwenVlNames.Head, Text.Vocabulary, Text.Hidden);
        LlamaGraph.Build(new(graph, Checkpoint, format), Text, Names.Language, head, attentionLayer);
    }
}
