using Judger.Export.Checkpoints;

namespace Judger.Export.Families.SmolVlm;

/// <summary>Where a checkpoint keeps its parts.</summary>
/// <param name="Prefix">Begins the names of everything but the head.</param>
internal sealed record SmolVlmTensorNames(string Prefix)
{
    /// <summary>The full name of the head's matrix.</summary>
    public const string Head = "lm_head.weight";

    /// <summary>Prefix of the vision tower.</summary>
    public string Vision => Prefix + "vision_model.";

    /// <summary>The projector's linear layer, which has no bias.</summary>
    public string Projector => Prefix + "connector.modality_projection.proj";

    /// <summary>Prefix of the Llama model without its head.</summary>
    public string Language => Prefix + "text_model.";

    /// <summary>The token embeddings.</summary>
    public string Embeddings => Language + "embed_tokens.weight";

    /// <summary>The naming of a checkpoint: that of the whole model, or that of the model without its head.</summary>
    public static SmolVlmTensorNames Detect(IReadOnlyDictionary<string, CheckpointTensor> tensors)
    {
        var bare = new SmolVlmTensorNames("");
        return tensors.ContainsKey(bare.Embeddings) ? bare : new("model.");
    }
}
