using Judger.Core.Prompts;
using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Formats;
using Judger.Export.Onnx;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.Llava;

/// <summary>A checkpoint of LLaVA-1.5's architecture, in Hugging Face's form or in that of the original code.</summary>
internal sealed class LlavaExport : IModelExport
{
    private readonly ImagePreprocessing _image;
    private readonly SpecialTokens _tokens;

    /// <exception cref="CheckpointException">A file is missing or wrong, or the checkpoint has something that the graphs do not.</exception>
    public LlavaExport(Checkpoint checkpoint)
    {
        Checkpoint = checkpoint;
        var config = LlavaConfig.Read(checkpoint.Config, checkpoint.Warn);
        (Text, Vision, var mode) = config;
        Text = Text with { Context = checkpoint.Context(Text.Context) };
        ProjectorBias = config.ProjectorBias;
        _tokens = LlavaTokens.Read(checkpoint, Text);
        var tensors = checkpoint.Tensors;
        _image = LlavaPreprocessing.Read(checkpoint, Vision, mode);
        Names = LlavaTensorNames.Detect(tensors);
        if (tensors.ContainsKey(Names.Embeddings) && !tensors.Keys.Any(name => name.StartsWith(Names.Vision, StringComparison.Ordinal)))
        {
            throw new CheckpointException(
                checkpoint.WeightsFile, $"there is no vision tower ({Names.Vision}*), as in LLaVA checkpoints that leave CLIP in a folder of its own",
                "save CLIP's tensors with it under that name, or give the checkpoint in Hugging Face's form (llava-hf)");
        }

        Tokenizer = TokenizerFacts.FileOf(checkpoint);
    }

    /// <summary>The files.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>The Llama decoder.</summary>
    public TextConfig Text { get; }

    /// <summary>The CLIP tower.</summary>
    public ClipConfig Vision { get; }

    /// <summary>Whether the projector's layers have biases.</summary>
    public bool ProjectorBias { get; }

    /// <summary>Where the tensors are.</summary>
    public LlavaTensorNames Names { get; }

    /// <inheritdoc/>
    public string Tokenizer { get; }

    /// <summary>The head: its own matrix, or the embeddings' where they are tied.</summary>
    public CheckpointTensor Head => Checkpoint.Tensor(Text.TiedEmbeddings ? Names.Embeddings : Names.Head, Text.Vocabulary, Text.Hidden);

    /// <inheritdoc/>
    public CheckpointTensor Embeddings => Checkpoint.Tensor(Names.Embeddings, Text.Vocabulary, Text.Hidden);

    /// <inheritdoc/>
    public ModelFacts Facts => new()
    {
        Vision = new(Vision.ImageSize, Vision.PatchSize, Vision.FeatureWidth),
        Decoder = Text.Geometry,
        Image = _image,
        Tokens = _tokens,
        Profile = PromptProfiles.ViCrop.Name,
        AttentionLayer = Text.Layers > LookingLayer.Published ? LookingLayer.Published : LookingLayer.Of(Text.Layers),
        CropWindow = Vision.ImageSize,
    };

    /// <inheritdoc/>
    public void BuildVision(GraphBuilder graph, ModelPrecision precision) =>
        ClipGraph.Build(new(graph, Checkpoint, precision), Vision, Names.Vision);

    /// <inheritdoc/>
    public void BuildProjector(GraphBuilder graph, ModelPrecision precision) =>
        new ProjectorGraph(Vision.Patches, Vision.FeatureWidth, Text.Hidden, ProjectorBias).Build(new(graph, Checkpoint, precision), Names);

    /// <inheritdoc/>
    public void BuildDecoder(GraphBuilder graph, GraphFormat format, int attentionLayer) =>
        LlamaGraph.Build(new(graph, Checkpoint, format), Text, Names.Language, Head, attentionLayer);
}
