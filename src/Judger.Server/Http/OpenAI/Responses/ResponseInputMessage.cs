using System.Text.Json;
using Judger.Server.Http.Description;

namespace Judger.Server.Http.OpenAI.Responses;

/// <summary>A message of a response's input, or a reference to an earlier answer.</summary>
internal sealed record ResponseInputMessage
{
    /// <summary>What it is. Absent: a message.</summary>
    [Words("message", "item_reference")]
    public string? Type { get; init; }

    /// <summary>Of a message, whose it is: system and developer say how the model is to behave, user asks, assistant has answered before.</summary>
    [Words("system", "developer", "user", "assistant")]
    public string? Role { get; init; }

    /// <summary>Of a message: text, or a list of parts. Only a user's message may have images.</summary>
    [OneOf(typeof(string), typeof(IReadOnlyList<ResponseInputPart>))]
    public JsonElement? Content { get; init; }

    /// <summary>Of a reference: the id of the message.</summary>
    public string? Id { get; init; }
}

/// <summary>A part of a message of a response's input.</summary>
internal sealed record ResponseInputPart
{
    /// <summary>What it is.</summary>
    [Words("input_text", "output_text", "text", "input_image", "refusal")]
    public required string Type { get; init; }

    /// <summary>Of a text: the text.</summary>
    public string? Text { get; init; }

    /// <summary>Of an image: its URL, or an object with it.</summary>
    [OneOf(typeof(string), typeof(ImageAddress))]
    public JsonElement? ImageUrl { get; init; }

    /// <summary>Of a refusal, which only an assistant's message has: its text.</summary>
    public string? Refusal { get; init; }
}
