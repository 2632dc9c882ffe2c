using Judger.Export.Pipeline;
using Judger.Inference.Manifest;

namespace Judger.Export.Checkpoints;

/// <summary>The files of a Hugging Face checkpoint, of whichever family: configuration, tensors and what lies beside them.</summary>
internal sealed class Checkpoint : IDisposable
{
    private readonly int? _context;
    private CheckpointWeights? _weights;
    private GenerationConfig? _generation;

    private Checkpoint(string folder, ConfigSection config, Action<string>? warn, int? context)
    {
        _context = context;
        Folder = folder;
        Config = config;
        Warn = warn;
        Own = JudgerConfig.Read(PathOf("judger.json"), warn);
    }

    /// <summary>The folder's full path.</summary>
    public string Folder { get; }

    /// <summary><c>config.json</c>.</summary>
    public ConfigSection Config { get; }

    /// <summary>Is called with what is strange and no error, one line each; null where nobody listens.</summary>
    public Action<string>? Warn { get; }

    /// <summary>What the checkpoint asks of this product.</summary>
    public JudgerConfig Own { get; }

    /// <summary><c>generation_config.json</c>, which is read once.</summary>
    /// <exception cref="CheckpointException">It asks for something that the engine does not do.</exception>
    public GenerationConfig Generation => _generation ??= GenerationConfig.Read(PathOf("generation_config.json"), Warn);

    /// <summary>All tensors by name.</summary>
    public IReadOnlyDictionary<string, CheckpointTensor> Tensors => Weights.Tensors;

    /// <summary>The file to name when a tensor is missing.</summary>
    public string WeightsFile => Weights.Location;

    // Opened late: a checkpoint of an unknown family is to be refused as such, whatever its weights are.
    private CheckpointWeights Weights => _weights ??= CheckpointWeights.Open(Folder);

    /// <summary>Opens a folder by its <c>config.json</c>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="warn">Is called with what is strange and no error.</param>
    /// <param name="context">Most positions of a sequence that are asked for; null for the checkpoint's own.</param>
    /// <exception cref="CheckpointException">The file is missing or not JSON.</exception>
    public static Checkpoint Open(string folder, Action<string>? warn = null, int? context = null)
    {
        folder = Path.GetFullPath(folder);
        var file = Path.Combine(folder, "config.json");
        var config = ConfigSection.TryRead(file) ?? throw new CheckpointException(file, "is missing", "give the folder of a Hugging Face checkpoint");
        return new(folder, config, warn, context);
    }

    /// <summary>Most positions of a sequence in the exported model.</summary>
    /// <param name="own">What the checkpoint was made for.</param>
    /// <exception cref="ExportOptionException">More are asked for, or fewer than a prompt needs.</exception>
    public int Context(int own)
    {
        var most = Math.Min(own, ModelLimits.Context);
        if (_context is { } asked)
        {
            return asked >= ModelLimits.LeastContext && asked <= most ? asked : throw new ExportOptionException(
                $"A context of {asked} positions is not possible: give --context {ModelLimits.LeastContext} to {most}.");
        }

        if (own > most) Warn?.Invoke($"{Config.File}: max_position_embeddings is {own}; the model takes {most} positions, the most that Judger serves.");
        return most;
    }

    /// <summary>The full path of a file, which need not exist.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>The full path of a file that must exist.</summary>
    /// <exception cref="CheckpointException">It does not.</exception>
    public string Require(string name, string remedy) =>
        File.Exists(PathOf(name)) ? PathOf(name) : throw new CheckpointException(PathOf(name), "is missing", remedy);

    /// <summary>A tensor that must exist with this shape.</summary>
    /// <exception cref="CheckpointException">It does not.</exception>
    public CheckpointTensor Tensor(string name, params long[] shape)
    {
        if (!Tensors.TryGetValue(name, out var tensor))
            throw new CheckpointException(WeightsFile, $"tensor {name} is missing", "give a complete checkpoint in one of its family's namings", name);
        if (tensor.Shape.AsSpan().SequenceEqual(shape)) return tensor;
        var (has, asked) = (string.Join(", ", tensor.Shape), string.Join(", ", shape));
        throw tensor.Error($"has shape [{has}], config.json asks for [{asked}]", "give the config.json that belongs to these weights");
    }

    /// <summary>Closes the tensors' files.</summary>
    public void Dispose() => _weights?.Dispose();
}
