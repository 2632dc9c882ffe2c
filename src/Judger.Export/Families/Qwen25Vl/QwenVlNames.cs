using Judger.Export.Checkpoints;

namespace Judger.Export.Families.Qwen25Vl;

/// <summary>
/// Where a checkpoint of Qwen-VL keeps its parts. The names say it, and not the configuration's style: transformers 5 still writes the older ones.
/// </summary>
/// <param name="Vision">Prefix of the tower.</param>
/// <param name="Language">Prefix of the text model without its head.</param>
internal sealed record QwenVlNames(string Vision, string Language)
{
    /// <summary>The name of the head's matrix.</summary>
    public const string Head = "lm_head.weight";

    /// <summary>The token embeddings.</summary>
    public string Embeddings => Language + "embed_tokens.weight";

    /// <summary>The naming of a checkpoint: of transformers 4.52 and later in memory, or of those before it and of files.</summary>
    public static QwenVlNames Detect(IReadOnlyDictionary<string, CheckpointTensor> tensors)
    {
        return new(Has("model.visual.") ? "model.visual." : "visual.", Has("model.language_model.") ? "model.language_model." : "model.");

        bool Has(string prefix) => tensors.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));
    }
}
