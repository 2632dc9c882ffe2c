using System.ComponentModel;
using System.Text.Json.Serialization;
using Judger.Server.Http.Description;

namespace Judger.Server.Http.OpenAI.Responses;

/// <summary>An event of a response's stream.</summary>
internal interface IResponseEvent
{
    /// <summary>What happened; the event has the same name.</summary>
    string Type { get; }
}

/// <summary>A response begins, goes on, or ends.</summary>
internal sealed record ResponseEvent : IResponseEvent
{
    /// <inheritdoc/>
    [Words("response.created", "response.in_progress", "response.completed", "response.incomplete")]
    public required string Type { get; init; }

    /// <summary>The event's number, from 0.</summary>
    public required int SequenceNumber { get; init; }

    /// <summary>The response as it stands.</summary>
    public required Response Response { get; init; }
}

/// <summary>The message that is the answer begins or ends.</summary>
internal sealed record ResponseMessageEvent : IResponseEvent
{
    /// <inheritdoc/>
    [Words("response.output_item.added", "response.output_item.done")]
    public required string Type { get; init; }

    /// <summary>The event's number, from 0.</summary>
    public required int SequenceNumber { get; init; }

    /// <summary>Always 0.</summary>
    public int OutputIndex { get; }

    /// <summary>The message.</summary>
    [Description("The message.")]
    public required ResponseMessage Item { get; init; }
}

/// <summary>The text of the answer begins or ends.</summary>
internal sealed record ResponsePartEvent : IResponseEvent
{
    /// <inheritdoc/>
    [Words("response.content_part.added", "response.content_part.done")]
    public required string Type { get; init; }

    /// <summary>The event's number, from 0.</summary>
    public required int SequenceNumber { get; init; }

    /// <summary>The message's id.</summary>
    public required string ItemId { get; init; }

    /// <summary>Always 0.</summary>
    public int OutputIndex { get; }

    /// <summary>Always 0.</summary>
    public int ContentIndex { get; }

    /// <summary>The text.</summary>
    public required ResponsePart Part { get; init; }
}

/// <summary>The answer goes on.</summary>
internal sealed record ResponseDeltaEvent : IResponseEvent
{
    /// <inheritdoc/>
    public string Type { get; } = "response.output_text.delta";

    /// <summary>The event's number, from 0.</summary>
    public required int SequenceNumber { get; init; }

    /// <summary>The message's id.</summary>
    public required string ItemId { get; init; }

    /// <summary>Always 0.</summary>
    public int OutputIndex { get; }

    /// <summary>Always 0.</summary>
    public int ContentIndex { get; }

    /// <summary>What has come to the answer.</summary>
    public required string Delta { get; init; }

    /// <summary>The tokens that have come, where they were asked for; else empty.</summary>
    public required IReadOnlyList<TokenProbability> Logprobs { get; init; }
}

/// <summary>The answer is whole.</summary>
internal sealed record ResponseTextEvent : IResponseEvent
{
    /// <inheritdoc/>
    public string Type { get; } = "response.output_text.done";

    /// <summary>The event's number, from 0.</summary>
    public required int SequenceNumber { get; init; }

    /// <summary>The message's id.</summary>
    public required string ItemId { get; init; }

    /// <summary>Always 0.</summary>
    public int OutputIndex { get; }

    /// <summary>Always 0.</summary>
    public int ContentIndex { get; }

    /// <summary>The answer.</summary>
    public required string Text { get; init; }

    /// <summary>Its tokens, where they were asked for; else empty.</summary>
    public required IReadOnlyList<TokenProbability> Logprobs { get; init; }
}

/// <summary>The stream ends without an answer.</summary>
internal sealed record ResponseErrorEvent : IResponseEvent
{
    /// <inheritdoc/>
    public string Type { get; } = "error";

    /// <summary>The event's number, from 0.</summary>
    public required int SequenceNumber { get; init; }

    /// <summary>The stable error code.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong, and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>Always null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Param { get; }
}

/// <summary>A stage begins or ends, where <c>judger.stages</c> is true. OpenAI's API does not have this event.</summary>
internal sealed record ResponseStageEvent : IResponseEvent
{
    /// <inheritdoc/>
    public string Type { get; } = "judger.stage";

    /// <summary>The event's number, from 0.</summary>
    public required int SequenceNumber { get; init; }

    /// <summary>The stage.</summary>
    public required EventJson Judger { get; init; }
}
