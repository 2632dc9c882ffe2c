using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Judger.Server.Http.Chat;
using Judger.Server.Http.Description;

namespace Judger.Server.Http.OpenAI.Completions;

/// <summary>A chat about images. A parameter that is not here is refused by name, unless it changes nothing.</summary>
internal sealed record ChatCompletionRequest : SamplingRequest
{
    /// <summary>The model: one of <c>GET /v1/models</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The conversation. It ends with a user message, which asks the question.</summary>
    [MinLength(1)]
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>The most tokens of an answer. What the model cannot hold is lowered, and the record says so.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxCompletionTokens { get; init; }

    /// <summary>The older name of max_completion_tokens, which goes first.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxTokens { get; init; }

    /// <summary>Texts that end an answer; they are not part of it. At most 4 of at most 64 characters.</summary>
    [OneOf(typeof(string), typeof(IReadOnlyList<string>))]
    public JsonElement? Stop { get; init; }

    /// <summary>How many answers are wanted.</summary>
    [Range(1, ChatQuestion.MaxChoices), DefaultValue(1)]
    public int? N { get; init; }

    /// <summary>What answers must fit. Absent: any text.</summary>
    public ChatFormat? ResponseFormat { get; init; }

    /// <summary>Whether the answer comes as server-sent events.</summary>
    [DefaultValue(false)]
    public bool? Stream { get; init; }

    /// <summary>More about the stream.</summary>
    public ChatStreamOptions? StreamOptions { get; init; }

    /// <summary>How the question is answered, and what of its work the reply shows.</summary>
    public JudgerParameters? Judger { get; init; }
}

/// <summary>What a stream of a chat completion has.</summary>
internal sealed record ChatStreamOptions
{
    /// <summary>Whether the last chunk says what all cost.</summary>
    [DefaultValue(false)]
    public bool? IncludeUsage { get; init; }

    /// <summary>Must be false: the cost is known in the end.</summary>
    [DefaultValue(false)]
    public bool? ContinuousUsageStats { get; init; }
}

/// <summary>What the answers to a chat must fit.</summary>
internal sealed record ChatFormat
{
    /// <summary>Any text, any JSON object, or JSON of a schema.</summary>
    [Words("text", "json_object", "json_schema")]
    public required string Type { get; init; }

    /// <summary>For json_schema: the schema.</summary>
    public ChatSchema? JsonSchema { get; init; }
}

/// <summary>The schema that answers to a chat must fit.</summary>
internal sealed record ChatSchema
{
    /// <summary>A name for the schema, which changes nothing.</summary>
    public string? Name { get; init; }

    /// <summary>The JSON schema. Answers are held to it while they are written; a keyword that they cannot be held to is refused by name.</summary>
    public required JsonElement Schema { get; init; }

    /// <summary>Whether every property of the schema is written and no others.</summary>
    [DefaultValue(false)]
    public bool? Strict { get; init; }
}
