namespace Judger.Protocol.Errors;

/// <summary>Every error of the HTTP API: its code, its HTTP status and its exception. The server looks up the status, the client the exception.</summary>
public static class ErrorTable
{
    private const int InternalServerError = 500;
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>All kinds of errors.</summary>
    public static IReadOnlyList<ErrorKind> All { get; } =
    [
        Of(400, (message, _) => new QuestionRejectedException(message)),
        Of(400, (message, _) => new ImageRejectedException(message)),
        Of(403, (message, _) => new AccessDeniedException(message)),
        Of(404, (message, _) => new ImageMissingException(message)),
        Of(404, (message, _) => new ModelNotFoundException(message)),
        Of(408, (message, _) => new BudgetEndedException(message)),
        Of(409, (message, _) => new QuestionConflictException(message)),
        Of(409, (message, _) => new AnswerChangedException(message)),
        Of(410, (message, _) => new QuestionCancelledException(message)),
        Of(429, (message, retryAfter) => new OverloadedException(message) { RetryAfter = retryAfter ?? DefaultRetryAfter }),
        Of(500, (message, _) => new StageFailedException(message)),
        Of(500, (message, _) => new UnexpectedResponseException(message)),
        Of(503, (message, _) => new SlotUnavailableException(message)),
        Of(503, (message, _) => new StorageUnavailableException(message)),
        Of(503, (message, _) => new ClusterUnavailableException(message)),
        Of(503, (message, retryAfter) => new MemoryExhaustedException(message) { RetryAfter = retryAfter ?? DefaultRetryAfter }),

        // What only HTTP has.
        Of(400, (message, _) => new QuestionRejectedException(message), ErrorCodes.BadRequest),
        Of(401, (message, _) => new AccessDeniedException(message), ErrorCodes.InvalidApiKey),
        Of(403, (message, _) => new AccessDeniedException(message), ErrorCodes.MissingScope),
        Of(403, (message, _) => new AccessDeniedException(message), ErrorCodes.ForeignPage),
        Of(404, Unexpected(404, ErrorCodes.NotFound), ErrorCodes.NotFound),
        Of(405, Unexpected(405, ErrorCodes.MethodNotAllowed), ErrorCodes.MethodNotAllowed),
        Of(409, Unexpected(409, ErrorCodes.NotLocatedYet), ErrorCodes.NotLocatedYet),
        Of(413, (message, _) => new QuestionRejectedException(message), ErrorCodes.BodyTooLarge),
        Of(415, Unexpected(415, ErrorCodes.UnsupportedMediaType), ErrorCodes.UnsupportedMediaType),
        Of(429, (message, retryAfter) => new OverloadedException(message) { RetryAfter = retryAfter ?? DefaultRetryAfter }, ErrorCodes.TooManyRequests),
        Of(500, Unexpected(500, ErrorCodes.InternalError), ErrorCodes.InternalError),
    ];

    private static readonly Dictionary<string, ErrorKind> ByCode = All.ToDictionary(kind => kind.Code, StringComparer.Ordinal);
    private static readonly Dictionary<Type, ErrorKind> ByException = All.DistinctBy(kind => kind.Exception).ToDictionary(kind => kind.Exception);

    /// <summary>The kind of a code; null when the code is not known.</summary>
    public static ErrorKind? Find(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>The code of an exception type.</summary>
    public static string CodeOf<T>()
        where T : JudgerException => ByException[typeof(T)].Code;

    /// <summary>The HTTP status of a code; 500 when the code is not known.</summary>
    public static int StatusOf(string code) => Find(code)?.Status ?? InternalServerError;

    /// <summary>
    /// The exception that a server's error stands for. A newer server may send a code that this version does not know: then the status decides.
    /// </summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">The error's code.</param>
    /// <param name="message">The server's message.</param>
    /// <param name="retryAfter">The server's Retry-After, if it sent one.</param>
    public static JudgerException Create(int status, string code, string message, TimeSpan? retryAfter) => Find(code) is { } kind
        ? kind.Create(message, retryAfter)
        : status switch
        {
            401 or 403 => new AccessDeniedException(message),
            400 or 413 => new QuestionRejectedException(message),
            502 or 503 or 504 => new ClusterUnavailableException(message),
            _ => Unexpected(status, code)(message, retryAfter),
        };

    // The exception knows its code and whether it is transient; both are read from an example.
    private static ErrorKind Of<T>(int status, Func<string, TimeSpan?, T> create, string? code = null)
        where T : JudgerException
    {
        var example = create("", null);
        return new(code ?? example.Code, status, typeof(T), example.IsTransient, create);
    }

    private static Func<string, TimeSpan?, UnexpectedResponseException> Unexpected(int status, string code) =>
        (message, _) => new($"{message} ({status} {code})");
}
