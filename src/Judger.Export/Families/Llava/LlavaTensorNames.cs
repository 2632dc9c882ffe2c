using Judger.Export.Checkpoints;

namespace Judger.Export.Families.Llava;

/// <summary>Where a checkpoint keeps its parts.</summary>
/// <param name="Vision">Prefix of the CLIP vision model.</param>
/// <param name="ProjectorFirst">The projector's first linear layer.</param>
/// <param name="ProjectorSecond">The projector's second linear layer.</param>
/// <param name="Language">Prefix of the Llama model without its head.</param>
/// <param name="Head">The full name of the head's matrix.</param>
internal sealed record LlavaTensorNames(string Vision, string ProjectorFirst, string ProjectorSecond, string Language, string Head)
{
    /// <summary>Hugging Face's, in published files.</summary>
    public static LlavaTensorNames HuggingFace { get; } = new(
        "vision_tower.vision_model.", "multi_modal_projector.linear_1", "multi_modal_projector.linear_2", "language_model.model.",
        "language_model.lm_head.weight");

    /// <summary>Hugging Face's since transformers 4.52.</summary>
    public static LlavaTensorNames NewerHuggingFace { get; } = new(
        "model.vision_tower.vision_model.", "model.multi_modal_projector.linear_1", "model.multi_modal_projector.linear_2", "model.language_model.",
        "lm_head.weight");

    /// <summary>haotian-liu/LLaVA: a Llama checkpoint with the projector and the vision tower within the model.</summary>
    public static LlavaTensorNames Original { get; } = new(
        "model.vision_tower.vision_tower.vision_model.", "model.mm_projector.0", "model.mm_projector.2", "model.", "lm_head.weight");

    /// <summary>The token that ends a row of tiles, in the models that have one.</summary>
    public string Newline => (Language.StartsWith("model.", StringComparison.Ordinal) ? "model." : "") + "image_newline";

    public string Embeddings => Language + "embed_tokens.weight";

    /// <summary>The naming of a checkpoint; the first one where none fits, so that what is missing is named in its terms.</summary>
    public static LlavaTensorNames Detect(IReadOnlyDictionary<string, CheckpointTensor> tensors)
    {
        var names = new[] { HuggingFace, NewerHuggingFace, Original }.FirstOrDefault(form => tensors.ContainsKey(form.Embeddings)) ?? HuggingFace;

        // Version 5 of transformers leaves the model within the tower unnamed.
        var tower = names.Vision[..^"vision_model.".Length];
        return tensors.ContainsKey(tower + "embeddings.patch_embedding.weight") ? names with { Vision = tower } : names;
    }
}
