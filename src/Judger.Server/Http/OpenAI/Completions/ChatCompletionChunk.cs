using System.Text.Json.Serialization;
using Judger.Server.Http.Description;

namespace Judger.Server.Http.OpenAI.Completions;

/// <summary>A piece of a chat completion's stream.</summary>
internal record ChatCompletionChunk
{
    /// <summary>The completion's id, the same in all chunks.</summary>
    [JsonPropertyOrder(0)]
    public required string Id { get; init; }

    /// <summary>When the completion was begun, in seconds since 1970.</summary>
    [JsonPropertyOrder(1)]
    public required long Created { get; init; }

    /// <summary>The model that answers.</summary>
    [JsonPropertyOrder(2)]
    public required string Model { get; init; }

    /// <summary>The choice that goes on; empty where the chunk is about a stage or about usage.</summary>
    [JsonPropertyOrder(3)]
    public required IReadOnlyList<ChatChunkChoice> Choices { get; init; }

    /// <summary>
    /// With a choice's end its record; with <c>judger.stages</c> also each stage as it begins and ends. OpenAI's API does not have this member.
    /// </summary>
    [JsonPropertyOrder(4), OneOf(typeof(QuestionJson), typeof(EventJson))]
    public object? Judger { get; init; }

    /// <summary>Always chat.completion.chunk.</summary>
    [JsonPropertyOrder(5)]
    public string Object { get; } = "chat.completion.chunk";
}

/// <summary>A piece of a chat completion's stream, where stream_options.include_usage is true.</summary>
internal sealed record ChatCompletionChunkWithUsage : ChatCompletionChunk
{
    /// <summary>What all cost, in the last chunk; null in the others.</summary>
    [JsonPropertyOrder(-1), JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ChatUsage? Usage { get; init; }
}

/// <summary>How a choice goes on.</summary>
internal sealed record ChatChunkChoice
{
    /// <summary>The choice's place, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>What has come to its message.</summary>
    public required ChatDelta Delta { get; init; }

    /// <summary>The tokens that have come, where logprobs asked for them; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ChatLogProbabilities? Logprobs { get; init; }

    /// <summary><c>stop</c> or <c>length</c> where the choice ends; null before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? FinishReason { get; init; }
}

/// <summary>What has come to a message; nothing where the choice ends.</summary>
internal sealed record ChatDelta
{
    /// <summary>In the first chunk: assistant.</summary>
    public string? Role { get; init; }

    /// <summary>A piece of the answer.</summary>
    public string? Content { get; init; }
}
