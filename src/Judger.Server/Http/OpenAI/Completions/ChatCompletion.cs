using System.Text.Json.Serialization;

namespace Judger.Server.Http.OpenAI.Completions;

/// <summary>The answers to a chat, with the question's record beside them.</summary>
internal sealed record ChatCompletion
{
    /// <summary>The first question's id behind <c>chatcmpl-</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Always chat.completion.</summary>
    public string Object { get; } = "chat.completion";

    /// <summary>When it was made, in seconds since 1970.</summary>
    public required long Created { get; init; }

    /// <summary>The model that answered.</summary>
    public required string Model { get; init; }

    /// <summary>The answers, as many as n asked for.</summary>
    public required IReadOnlyList<ChatChoice> Choices { get; init; }

    /// <summary>The tokens of all passes through the model, in all stages.</summary>
    public required ChatUsage Usage { get; init; }

    /// <summary>
    /// The first choice's record, without the attention map and the tokens unless <c>judger.include</c> asked for them. OpenAI's API does not have this member.
    /// </summary>
    public required QuestionJson Judger { get; init; }
}

/// <summary>One answer to a chat.</summary>
internal sealed record ChatChoice
{
    /// <summary>Its place among the choices, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The answer.</summary>
    public required ChatAnswer Message { get; init; }

    /// <summary>The tokens of the answer, where logprobs asked for them; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ChatLogProbabilities? Logprobs { get; init; }

    /// <summary><c>stop</c>, or <c>length</c> where the answer was cut at the most tokens that it might have.</summary>
    public required string FinishReason { get; init; }
}

/// <summary>An answer as a message.</summary>
internal sealed record ChatAnswer
{
    /// <summary>Always assistant.</summary>
    public string Role { get; } = "assistant";

    /// <summary>The answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Content { get; init; }

    /// <summary>Always null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Refusal { get; }
}

/// <summary>The tokens of an answer.</summary>
internal sealed record ChatLogProbabilities
{
    /// <summary>The tokens, in order.</summary>
    public required IReadOnlyList<TokenProbability> Content { get; init; }
}

/// <summary>What a chat cost, in tokens. Of several choices it is the sum.</summary>
internal sealed record ChatUsage
{
    /// <summary>Tokens of prompts, those that were reused included.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Tokens that were generated, in all stages.</summary>
    public required int CompletionTokens { get; init; }

    /// <summary>Both together.</summary>
    public required int TotalTokens { get; init; }

    /// <summary>More about the prompts.</summary>
    public required CachedTokens PromptTokensDetails { get; init; }
}

/// <summary>Tokens that did not have to be computed again.</summary>
internal sealed record CachedTokens
{
    /// <summary>How many of the prompts' tokens were reused from the KV cache.</summary>
    [JsonPropertyName("cached_tokens")]
    public required int Count { get; init; }
}
