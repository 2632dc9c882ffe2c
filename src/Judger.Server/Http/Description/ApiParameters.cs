using Microsoft.OpenApi;

namespace Judger.Server.Http.Description;

/// <summary>Parameters that several endpoints have. The examples name the question and the image of the examples of requests.</summary>
internal static class ApiParameters
{
    /// <summary>The id of the question that the example asks.</summary>
    public const string ExampleId = "first-question";

    public static ApiParameter Question { get; } = new("id", ParameterLocation.Path, "The question's id.", ExampleId);

    public static ApiParameter Response { get; } =
        new("id", ParameterLocation.Path, "The response's id: `resp_` and the id of its question.", $"resp_{ExampleId}");

    public static ApiParameter Digest { get; } = new(
        "digest", ParameterLocation.Path, "The SHA-256 of the image's bytes, as 64 lower-case hexadecimal digits.",
        "a8b5d0e54e4b6c8a9f1ea01d0a9f7b0c4d4de8c2ff1a0bbf7e15b1d5a3f8e3d1");

    public static ApiParameter Idempotency { get; } = new(
        "Idempotency-Key", ParameterLocation.Header, "The question's id. A request that is sent again with it is not asked again; with other content it is refused.");

    public static ApiParameter Last { get; } = new(
        "Last-Event-ID", ParameterLocation.Header, "For a stream: the number of the last event that was seen. The stream goes on after it.");

    public static ApiParameter Tokens { get; } = new(
        "tokens",
        ParameterLocation.Query,
        "For a stream: `true` for the answers of all stages while they are written, `final` for an answer that nothing can change any more.",
        Words: ["true", "final", "false"]);

    public static ApiParameter Accept { get; } = new(
        "Accept", ParameterLocation.Header, "`image/webp` or `image/jpeg` for another format than PNG.");
}
