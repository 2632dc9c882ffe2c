namespace Judger.Server.Http.OpenAI;

/// <summary>A token of an answer with its log-probability.</summary>
internal sealed record TokenProbability
{
    /// <summary>Its text.</summary>
    public required string Token { get; init; }

    /// <summary>Natural logarithm of the probability that the model gave it.</summary>
    public required double Logprob { get; init; }

    /// <summary>Its bytes: a token may be a part of a character.</summary>
    public required IReadOnlyList<int> Bytes { get; init; }

    /// <summary>The most probable tokens at its place, as many as were asked for. They have no such list themselves.</summary>
    public IReadOnlyList<TokenProbability>? TopLogprobs { get; init; }
}
