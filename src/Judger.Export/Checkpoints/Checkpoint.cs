namespace Judger.Export;

/// <summary>A Hugging Face LLaVA checkpoint: configuration and memory-mapped tensors.</summary>
internal sealed class Checkpoint : IDisposable
{
    private readonly SafetensorsFile _weights;

    private Checkpoint(string folder, ConfigSection config, SafetensorsFile weights)
    {
        Folder = folder;
        _weights = weights;
        Vision = VisionConfig.Read(config);
        Text = TextConfig.Read(config);
        Image = PreprocessorConfig.Read(Path.Combine(folder, "preprocessor_config.json"), Vision.ImageSize);
        Own = JudgerConfig.Read(Path.Combine(folder, "judger.json"));
        Names = TensorNames.Detect(weights.Tensors);
        var activation = config.Text("projector_hidden_act", "gelu");
        if (activation != "gelu") throw config.Unsupported("projector_hidden_act", activation, "gelu");
    }

    public string Folder { get; }

    public VisionConfig Vision { get; }

    public TextConfig Text { get; }

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
        var type = config.Text("model_type", "");
        if (type != "llava") throw config.Unsupported("model_type", $"'{type}'", "the LLaVA architecture (model_type llava)");
        var weights = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        try
        {
            var checkpoint = new Checkpoint(folder, config, weights);
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
            throw new CheckpointException(_weights.Location, $"tensor {name} is missing", "give a complete checkpoint in one of Hugging Face's LLaVA namings", name);
        if (tensor.Shape.AsSpan().SequenceEqual(shape)) return tensor;
        var (has, asked) = (string.Join(", ", tensor.Shape), string.Join(", ", shape));
        throw tensor.Error($"has shape [{has}], config.json asks for [{asked}]", "give the config.json that belongs to these weights");
    }

    public void Dispose() => _weights.Dispose();
}
