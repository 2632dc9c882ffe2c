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
        "97b03645d636ccef273d554f39c85cf2ecc06f851638323c7ff48ba0dbb83b9a");

    public static ApiParameter Idempotency { get; } = new(
        "Idempotency-Key",
        ParameterLocation.Header,
        "The question's id. A request that is sent again with it is not asked again; with other content it is refused.");

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
