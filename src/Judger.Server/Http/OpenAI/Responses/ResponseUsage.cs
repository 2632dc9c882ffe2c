using System.Text.Json.Serialization;
using Judger.Server.Http.OpenAI.Completions;

namespace Judger.Server.Http.OpenAI.Responses;

/// <summary>What a response cost, in tokens.</summary>
internal sealed record ResponseUsage
{
    /// <summary>Tokens of prompts, in all stages, those that were reused included.</summary>
    public required int InputTokens { get; init; }

    /// <summary>More about the prompts.</summary>
    public required CachedTokens InputTokensDetails { get; init; }

    /// <summary>Tokens that were generated, in all stages.</summary>
    public required int OutputTokens { get; init; }

    /// <summary>More about what was generated.</summary>
    public ReasoningTokens OutputTokensDetails { get; } = new();

    /// <summary>Both together.</summary>
    public required int TotalTokens { get; init; }
}

/// <summary>Tokens of reasoning, of which there are none.</summary>
internal sealed record ReasoningTokens
{
    /// <summary>Always 0.</summary>
    [JsonPropertyName("reasoning_tokens")]
    public int Count { get; }
}
