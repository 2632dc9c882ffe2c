using System.Text.Json;
using System.Text.Json.Serialization;
using Judger.Server.Http.Description;

namespace Judger.Server.Http.OpenAI.Responses;

/// <summary>A question as a response of OpenAI's Responses API. Strict clients want every member, null where it has no value.</summary>
internal sealed record Response
{
    /// <summary>The question's id behind <c>resp_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Always response.</summary>
    public string Object { get; } = "response";

    /// <summary>When its first stage began, in seconds since 1970.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>How far it is: <c>incomplete</c> says that the answer was cut at the most tokens that it might have.</summary>
    [Words("queued", "in_progress", "completed", "incomplete", "cancelled", "failed")]
    public required string Status { get; init; }

    /// <summary>Whether it is answered in the background.</summary>
    public required bool Background { get; init; }

    /// <summary>Why it has no answer; null where it has one, or is not finished.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ResponseFailure? Error { get; init; }

    /// <summary>Why it is incomplete; null where it is not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ResponseCut? IncompleteDetails { get; init; }

    /// <summary>How the model was to behave; null where nobody said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Instructions { get; init; }

    /// <summary>The most tokens of an answer, as they were asked for; null where nobody said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required int? MaxOutputTokens { get; init; }

    /// <summary>The model that answers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Model { get; init; }

    /// <summary>The message that is the answer; empty before.</summary>
    public IReadOnlyList<ResponseMessage> Output { get; init; } = [];

    /// <summary>Always true.</summary>
    public bool ParallelToolCalls { get; } = true;

    /// <summary>The response that it goes on from, with the response to its own request; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? PreviousResponseId { get; init; }

    /// <summary>There is none here.</summary>
    public ResponseReasoning Reasoning { get; } = new();

    /// <summary>Whether it can be read later.</summary>
    public required bool Store { get; init; }

    /// <summary>The temperature that tokens were drawn with.</summary>
    public required double Temperature { get; init; }

    /// <summary>The format of the answer.</summary>
    public required ResponseText Text { get; init; }

    /// <summary>Always auto.</summary>
    public string ToolChoice { get; } = "auto";

    /// <summary>Always empty.</summary>
    public IReadOnlyList<JsonElement> Tools { get; } = [];

    /// <summary>How many of the most probable tokens stand beside each token.</summary>
    public required int TopLogprobs { get; init; }

    /// <summary>The part of the probability that tokens were drawn from.</summary>
    public required double TopP { get; init; }

    /// <summary>Always disabled.</summary>
    public string Truncation { get; } = "disabled";

    /// <summary>What it cost, once it is answered; null before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ResponseUsage? Usage { get; init; }

    /// <summary>As it was sent, with the response to its own request; else an empty object.</summary>
    public required JsonElement Metadata { get; init; }

    /// <summary>
    /// The question's record, without the attention map and the tokens unless <c>judger.include</c> asked for them; absent in the first events of a stream.
    /// OpenAI's API does not have this member.
    /// </summary>
    public QuestionJson? Judger { get; init; }
}

/// <summary>Why a response has no answer.</summary>
internal sealed record ResponseFailure
{
    /// <summary>Always server_error.</summary>
    public string Code { get; } = "server_error";

    /// <summary>What went wrong, and what to do.</summary>
    public required string Message { get; init; }
}

/// <summary>Why a response is incomplete.</summary>
internal sealed record ResponseCut
{
    /// <summary>Always max_output_tokens.</summary>
    public string Reason { get; } = "max_output_tokens";
}

/// <summary>Reasoning, of which there is none.</summary>
internal sealed record ResponseReasoning
{
    /// <summary>Always null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Effort { get; }

    /// <summary>Always null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Summary { get; }
}

/// <summary>How the text of a response is written.</summary>
internal sealed record ResponseText
{
    /// <summary>The format, as it was sent: text, json_object, or json_schema with its schema.</summary>
    public required JsonElement Format { get; init; }
}

/// <summary>A response that was deleted.</summary>
internal sealed record DeletedResponse
{
    /// <summary>The response's id.</summary>
    public required string Id { get; init; }

    /// <summary>Always response.</summary>
    public string Object { get; } = "response";

    /// <summary>Always true.</summary>
    public bool Deleted { get; } = true;
}
