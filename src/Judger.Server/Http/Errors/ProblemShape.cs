namespace Judger.Server.Http.Errors;

/// <summary>Errors as problem details (RFC 9457) with a stable <c>code</c>.</summary>
internal sealed class ProblemShape : IErrorShape
{
    public const string MediaType = "application/problem+json";

    public static readonly ProblemShape Instance = new();

    private ProblemShape()
    {
    }

    public string ContentType => MediaType;

    public Type Schema => typeof(ProblemJson);

    object IErrorShape.Describe(int status, string code, string message) => Describe(status, code, message);

    /// <inheritdoc cref="IErrorShape.Describe"/>
    public static ProblemJson Describe(int status, string code, string message) =>
        new() { Type = "about:blank", Title = Title(status), Status = status, Code = code, Detail = ErrorText.Bounded(message) };

    private static string Title(int status) => status switch
    {
        400 => "Bad request",
        401 => "Not authenticated",
        403 => "Not allowed",
        404 => "Not found",
        408 => "Timed out",
        409 => "Conflict",
        410 => "Gone",
        413 => "Too large",
        415 => "Not supported",
        429 => "Too many requests",
        503 => "Not available",
        _ => "Error",
    };
}
