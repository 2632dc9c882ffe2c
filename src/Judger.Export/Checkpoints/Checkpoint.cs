using Judger.Imaging;

namespace Judger.Export;

/// <summary>A Hugging Face LLaVA checkpoint: configuration and tensors.</summary>
internal sealed class Checkpoint : IDisposable
{
    private readonly CheckpointWeights _weights;
    private readonly Architecture _architecture;

    private Checkpoint(string folder, Architecture architecture, CheckpointWeights weights)
    {
        Folder = folder;
        _weights = weights;
        _architecture = architecture;
        Image = PreprocessorConfig.Read(Path.Combine(folder, "preprocessor_config.json"), Vision.ImageSize);
        Own = JudgerConfig.Read(Path.Combine(folder, "judger.json"));
        Names = TensorNames.Detect(weights.Tensors);
        if (weights.Tensors.ContainsKey(Names.Embeddings) && !weights.Tensors.Keys.Any(name => name.StartsWith(Names.Vision, StringComparison.Ordinal)))
        {
            throw new CheckpointException(
                weights.Location, $"there is no vision tower ({Names.Vision}*), as in LLaVA checkpoints that leave CLIP in a folder of its own",
                "save CLIP's tensors with it under that name, or give the checkpoint in Hugging Face's form (llava-hf)");
        }
    }

    public string Folder { get; }

    public VisionConfig Vision => _architecture.Vision;

    public TextConfig Text => _architecture.Text;

    /// <summary>How an image becomes the tower's square.</summary>
    public ResizeMode Mode => _architecture.Mode;

    public PreprocessorConfig Image { get; }

    public JudgerConfig Own { get; }

    public TensorNames Names { get; }

    public string Tokenizer => Path.Combine(Folder, "tokenizer.model");

    /// <summary>The head: its own matrix, or the embeddings' where they are tied.</summary>
    public CheckpointTensor Head => Tensor(Text.TiedEmbeddings ? Names.Embeddings : Names.Head, Text.Vocabulary, Text.Hidden);

    public CheckpointTensor Embeddings => Tensor(Names.Embeddings, Text.Vocabulary, Text.Hidden);

    /// <exception cref="CheckpointException">A file is missing or wrong, or the architecture is not one that can be exported.</exception>
    public static Checkpoint Open(string folder)
    {
        folder = Path.GetFullPath(folder);
        var config = ConfigSection.TryRead(Path.Combine(folder, "config.json"))
            ?? throw new CheckpointException(Path.Combine(folder, "config.json"), "is missing", "give the folder of a Hugging Face LLaVA checkpoint");
        var architecture = Architecture.Read(config);
        var weights = CheckpointWeights.Open(folder);
        try
        {
            var checkpoint = new Checkpoint(folder, architecture, weights);
            return File.Exists(checkpoint.Tokenizer)
                ? checkpoint
                : throw new CheckpointException(checkpoint.Tokenizer, "is missing", "copy the checkpoint's SentencePiece model there");
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>A tensor that must exist with this shape.</summary>
    public CheckpointTensor Tensor(string name, params long[] shape)
    {
        if (!_weights.Tensors.TryGetValue(name, out var tensor))
            throw new CheckpointException(_weights.Location, $"tensor {name} is missing", "give a complete checkpoint in one of LLaVA's namings", name);
        if (tensor.Shape.AsSpan().SequenceEqual(shape)) return tensor;
        var (has, asked) = (string.Join(", ", tensor.Shape), string.Join(", ", shape));
        throw tensor.Error($"has shape [{has}], config.json asks for [{asked}]", "give the config.json that belongs to these weights");
    }

    public void Dispose() => _weights.Dispose();
}
