namespace Judger.Inference.Errors;

/// <summary>A prompt needs a special token that the model's tokenizer does not have.</summary>
/// <param name="token">The token, as it is written.</param>
public sealed class SpecialTokenException(string token)
    : InferenceException($"The model's tokenizer has no token {token}, which its prompt profile needs: export the model again with another --profile.")
{
    /// <inheritdoc/>
    public override string Code => "special_token";

    /// <summary>The token, as it is written.</summary>
    public string Token { get; } = token;
}
