using Judger.Export.Checkpoints;

namespace Judger.Export.Families.InternVl;

/// <summary>Where a checkpoint keeps its parts.</summary>
/// <param name="Vision">Prefix of the tower.</param>
/// <param name="IsOriginal">Whether the tower's own names are those of the original code.</param>
/// <param name="ProjectorNorm">The projector's norm.</param>
/// <param name="ProjectorFirst">The projector's first linear layer.</param>
/// <param name="ProjectorSecond">The projector's second linear layer.</param>
/// <param name="Language">Prefix of the text model without its head.</param>
/// <param name="Head">The full name of the head's matrix.</param>
internal sealed record InternVlTensorNames(
    string Vision, bool IsOriginal, string ProjectorNorm, string ProjectorFirst, string ProjectorSecond, string Language, string Head)
{
    /// <summary>Hugging Face's, in published files.</summary>
    public static InternVlTensorNames HuggingFace { get; } = new(
        "vision_tower.", false, "multi_modal_projector.layer_norm", "multi_modal_projector.linear_1", "multi_modal_projector.linear_2",
        "language_model.model.", "language_model.lm_head.weight");

    private static readonly InternVlTensorNames NewerHuggingFace = new(
        "model.vision_tower.", false, "model.multi_modal_projector.layer_norm", "model.multi_modal_projector.linear_1",
        "model.multi_modal_projector.linear_2", "model.language_model.", "lm_head.weight");

    /// <summary>Those of the original repositories.</summary>
    public static InternVlTensorNames Original { get; } = new(
        "vision_model.", true, "mlp1.0", "mlp1.1", "mlp1.3", "language_model.model.", "language_model.lm_head.weight");

    /// <summary>The token embeddings.</summary>
    public string Embeddings => Language + "embed_tokens.weight";

    /// <summary>The naming of a checkpoint; the first one where none fits, so that what is missing is named in its terms.</summary>
    public static InternVlTensorNames Detect(IReadOnlyDictionary<string, CheckpointTensor> tensors) =>
        new[] { HuggingFace, NewerHuggingFace, Original }.FirstOrDefault(form => tensors.ContainsKey(form.ProjectorFirst + ".weight")) ?? HuggingFace;
}
