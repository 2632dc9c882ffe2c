using Judger.Server.Http.Description;

namespace Judger.Server.Http.OpenAI;

/// <summary>An image of a message.</summary>
internal sealed record ImageAddress
{
    /// <summary>A data URL with the file in base64, or an https URL of a host that the server's operator allows.</summary>
    public required string Url { get; init; }

    /// <summary>Changes nothing: how detailed an image is seen is the model's own affair.</summary>
    [Words("auto", "low", "high")]
    public string? Detail { get; init; }
}
