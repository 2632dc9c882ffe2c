using System.Text.Json;
using Judger.Server.Http.Description;

namespace Judger.Server.Http.OpenAI.Responses;

/// <summary>A message of a response's input or output.</summary>
internal sealed record ResponseMessage
{
    /// <summary>The question's id behind <c>msg_</c>; of an input, with the index of its turn.</summary>
    public required string Id { get; init; }

    /// <summary>Always message.</summary>
    public string Type { get; } = "message";

    /// <summary>Whether it is written.</summary>
    [Words("in_progress", "completed", "incomplete")]
    public required string Status { get; init; }

    /// <summary>Whose it is.</summary>
    [Words("user", "assistant")]
    public required string Role { get; init; }

    /// <summary>What it says and shows.</summary>
    public required IReadOnlyList<ResponsePart> Content { get; init; }
}

/// <summary>A part of a message of a response.</summary>
internal sealed record ResponsePart
{
    /// <summary>What it is: the text of an answer, or the text or an image of a question.</summary>
    [Words("output_text", "input_text", "input_image")]
    public required string Type { get; init; }

    /// <summary>Its text; absent of an image.</summary>
    public string? Text { get; init; }

    /// <summary>Of the text of an answer: always empty.</summary>
    public IReadOnlyList<JsonElement>? Annotations { get; init; }

    /// <summary>Of the text of an answer: its tokens, where they were asked for; else empty.</summary>
    public IReadOnlyList<TokenProbability>? Logprobs { get; init; }

    /// <summary>Of an image: always auto.</summary>
    public string? Detail { get; init; }

    /// <summary>Of an image: its SHA-256 as <c>urn:sha256:</c> and 64 hexadecimal digits.</summary>
    public string? ImageUrl { get; init; }
}

/// <summary>What a response was asked, the last turn first.</summary>
internal sealed record ResponseInputItems
{
    /// <summary>Always list.</summary>
    public string Object { get; } = "list";

    /// <summary>The id of the first message.</summary>
    public required string FirstId { get; init; }

    /// <summary>The id of the last message.</summary>
    public required string LastId { get; init; }

    /// <summary>Always false.</summary>
    public bool HasMore { get; }

    /// <summary>The messages.</summary>
    public required IReadOnlyList<ResponseMessage> Data { get; init; }
}
