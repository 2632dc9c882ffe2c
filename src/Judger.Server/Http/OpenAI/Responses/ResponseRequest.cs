using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Judger.Server.Http.Description;

namespace Judger.Server.Http.OpenAI.Responses;

/// <summary>A question of the Responses API. A parameter that is not here is refused by name, unless it changes nothing.</summary>
internal sealed record ResponseRequest : SamplingRequest
{
    /// <summary>The model: one of <c>GET /v1/models</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The question as a text, or a conversation that ends with a user message.</summary>
    [OneOf(typeof(string), typeof(IReadOnlyList<ResponseInputMessage>))]
    public required JsonElement Input { get; init; }

    /// <summary>How the model is to behave.</summary>
    public string? Instructions { get; init; }

    /// <summary>The response that the conversation goes on from, with its images.</summary>
    public string? PreviousResponseId { get; init; }

    /// <summary>Whether the response can be read later.</summary>
    [DefaultValue(true)]
    public bool? Store { get; init; }

    /// <summary>Whether it is answered in the background: the reply comes at once, and <c>GET /v1/responses/{id}</c> has the answer later.</summary>
    [DefaultValue(false)]
    public bool? Background { get; init; }

    /// <summary>Repeated in the response; changes nothing.</summary>
    [OneOf(typeof(IReadOnlyDictionary<string, string>))]
    public JsonElement? Metadata { get; init; }

    /// <summary>Whether the response comes as server-sent events.</summary>
    [DefaultValue(false)]
    public bool? Stream { get; init; }

    /// <summary>More about the stream.</summary>
    public ResponseStreamOptions? StreamOptions { get; init; }

    /// <summary>The most tokens of an answer. What the model cannot hold is lowered, and the record says so.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxOutputTokens { get; init; }

    /// <summary>What the reply has beside the answer: <c>message.output_text.logprobs</c> for its tokens; other names change nothing.</summary>
    public IReadOnlyList<string>? Include { get; init; }

    /// <summary>Changes nothing: what the model cannot hold is refused.</summary>
    [Words("auto", "disabled"), DefaultValue("disabled")]
    public string? Truncation { get; init; }

    /// <summary>How the answer is written.</summary>
    public ResponseTextRequest? Text { get; init; }

    /// <summary>There is no reasoning.</summary>
    public ResponseReasoningRequest? Reasoning { get; init; }

    /// <summary>How the question is answered, and what of its work the reply shows.</summary>
    public JudgerParameters? Judger { get; init; }
}

/// <summary>What a stream of a response has.</summary>
internal sealed record ResponseStreamOptions
{
    /// <summary>Changes nothing.</summary>
    public bool? IncludeObfuscation { get; init; }
}

/// <summary>How the text of a response is to be written.</summary>
internal sealed record ResponseTextRequest
{
    /// <summary>What answers must fit. Absent: any text.</summary>
    public ResponseFormat? Format { get; init; }

    /// <summary>Changes nothing.</summary>
    public string? Verbosity { get; init; }
}

/// <summary>Reasoning, of which there is none.</summary>
internal sealed record ResponseReasoningRequest
{
    /// <summary>Must be absent or none.</summary>
    [Words("none")]
    public string? Effort { get; init; }
}

/// <summary>What an answer must fit.</summary>
internal sealed record ResponseFormat
{
    /// <summary>The type of a format of its own.</summary>
    public const string AnyText = "text", AnyObject = "json_object", OfSchema = "json_schema";

    /// <summary>Any text, any JSON object, or JSON of a schema.</summary>
    [Words(AnyText, AnyObject, OfSchema)]
    public required string Type { get; init; }

    /// <summary>For json_schema: a name for the schema, which changes nothing.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// For json_schema: the JSON schema. Answers are held to it while they are written; a keyword that they cannot be held to is refused by name.
    /// </summary>
    public JsonElement? Schema { get; init; }

    /// <summary>Whether every property of the schema is written and no others.</summary>
    [DefaultValue(false)]
    public bool? Strict { get; init; }
}
