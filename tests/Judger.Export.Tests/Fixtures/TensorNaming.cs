namespace Judger.Testing;

/// <summary>The three namings under which LLaVA checkpoints keep their tensors.</summary>
internal enum TensorNaming
{
    HuggingFace,
    NewerHuggingFace,
    Original,
}
