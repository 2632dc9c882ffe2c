namespace Judger.Export.Synthetic;

/// <summary>The three namings under which LLaVA checkpoints keep their tensors.</summary>
public enum TensorNaming
{
    /// <summary>Hugging Face's: <c>language_model.model.layers.0..</c>.</summary>
    HuggingFace,

    /// <summary>Hugging Face's since transformers 4.52: <c>model.language_model.layers.0..</c>.</summary>
    NewerHuggingFace,

    /// <summary>That of the original LLaVA: <c>model.layers.0..</c>, with the vision tower below <c>model.vision_tower</c>.</summary>
    Original,
}
