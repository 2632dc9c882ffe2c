namespace Judger.Inference.Errors;

/// <summary>The prompt and the answer's limit do not fit the model's context.</summary>
public sealed class PromptTooLongException : InferenceException
{
    /// <summary>Creates the error.</summary>
    public PromptTooLongException(int promptTokens, int maxNewTokens, int context)
        : base(
            $"The prompt has {promptTokens} tokens and asks for up to {maxNewTokens} more, but the model holds {context}: shorten the "
            + "question or show fewer images.")
    {
    }

    /// <inheritdoc/>
    public override string Code => "prompt_too_long";
}
