using System.Text.Json;
using Judger.Server.Http.Description;

namespace Judger.Server.Http.OpenAI.Completions;

/// <summary>A message of a chat. Messages of one side that follow each other are one turn.</summary>
internal sealed record ChatMessage
{
    /// <summary>Whose it is: system and developer say how the model is to behave, user asks, assistant has answered before.</summary>
    [Words("system", "developer", "user", "assistant")]
    public required string Role { get; init; }

    /// <summary>Text, or a list of parts. Only a user's message may have images.</summary>
    [OneOf(typeof(string), typeof(IReadOnlyList<ChatPart>))]
    public JsonElement? Content { get; init; }

    /// <summary>Must be absent or empty: tools are not supported.</summary>
    public IReadOnlyList<JsonElement>? ToolCalls { get; init; }
}

/// <summary>A part of a message of a chat.</summary>
internal sealed record ChatPart
{
    /// <summary>What it is.</summary>
    [Words("text", "image_url", "refusal")]
    public required string Type { get; init; }

    /// <summary>For text: the text.</summary>
    public string? Text { get; init; }

    /// <summary>For image_url: the image, or its URL alone.</summary>
    [OneOf(typeof(ImageAddress), typeof(string))]
    public JsonElement? ImageUrl { get; init; }

    /// <summary>For a refusal, which only an assistant's message has: its text.</summary>
    public string? Refusal { get; init; }
}
