using System.Text.Json.Serialization;

namespace Judger.Server.Http.OpenAI;

/// <summary>An error as OpenAI's clients read it.</summary>
internal sealed record OpenAIError
{
    /// <summary>What is wrong.</summary>
    public required OpenAIErrorBody Error { get; init; }
}

/// <summary>What is wrong with a request, or with the server.</summary>
internal sealed record OpenAIErrorBody
{
    /// <summary>What is wrong, where, and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>The kind of error, by its status.</summary>
    public required string Type { get; init; }

    /// <summary>The parameter that is wrong, such as <c>messages[0].content</c>; null where no single parameter is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Param { get; init; }

    /// <summary>The stable error code.</summary>
    public required string Code { get; init; }
}
