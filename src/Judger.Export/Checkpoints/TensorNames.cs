namespace Judger.Export;

/// <summary>The prefixes under which a checkpoint keeps its parts.</summary>
/// <param name="Vision">The CLIP vision model.</param>
/// <param name="Projector">The two-layer projector.</param>
/// <param name="Language">The Llama model without its head.</param>
/// <param name="Head">The full name of the head's matrix.</param>
internal sealed record TensorNames(string Vision, string Projector, string Language, string Head)
{
    /// <summary>Hugging Face's LLaVA layout, and that of newer versions of transformers.</summary>
    private static readonly TensorNames[] Known =
    [
        new("vision_tower.vision_model.", "multi_modal_projector.", "language_model.model.", "language_model.lm_head.weight"),
        new("model.vision_tower.vision_model.", "model.multi_modal_projector.", "model.language_model.", "lm_head.weight"),
    ];

    public string Embeddings => Language + "embed_tokens.weight";

    /// <summary>The naming of a checkpoint; the first one where none fits, so that what is missing is named in its terms.</summary>
    public static TensorNames Detect(IReadOnlyDictionary<string, CheckpointTensor> tensors) =>
        Known.FirstOrDefault(names => tensors.ContainsKey(names.Embeddings)) ?? Known[0];
}
