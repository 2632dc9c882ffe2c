namespace Judger.Inference.Errors;

/// <summary>The prompt leaves no room for an answer in the model's context.</summary>
/// <param name="promptTokens">Positions of the prompt, images included.</param>
/// <param name="imageTokens">Those of them that are patches of images.</param>
/// <param name="context">Most positions of a sequence.</param>
public sealed class PromptTooLongException(int promptTokens, int imageTokens, int context)
    : InferenceException(
        $"The prompt has {promptTokens} tokens, {imageTokens} of them for images, and the model holds {context} together with the answer. Shorten the text or "
        + "show fewer images.")
{
    /// <inheritdoc/>
    public override string Code => "prompt_too_long";

    /// <summary>Positions of the prompt, images included.</summary>
    public int PromptTokens { get; } = promptTokens;

    /// <summary>Those of them that are patches of images.</summary>
    public int ImageTokens { get; } = imageTokens;

    /// <summary>Most positions of a sequence.</summary>
    public int Context { get; } = context;
}
