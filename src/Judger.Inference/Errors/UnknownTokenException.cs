namespace Judger.Inference.Errors;

/// <summary>A bias is given to a token that the model does not have.</summary>
/// <param name="token">The id.</param>
/// <param name="vocabulary">How many tokens the model has.</param>
public sealed class UnknownTokenException(int token, int vocabulary)
    : InferenceException($"logit_bias names the token {token}, which the model does not have: give ids from 0 to {vocabulary - 1}.")
{
    /// <inheritdoc/>
    public override string Code => "unknown_token";

    /// <summary>The id.</summary>
    public int Token { get; } = token;

    /// <summary>How many tokens the model has.</summary>
    public int Vocabulary { get; } = vocabulary;
}
