namespace Judger.Protocol.Errors;

/// <summary>Codes of errors that only HTTP has. The other codes are those of the exceptions themselves (<see cref="JudgerException.Code"/>).</summary>
public static class ErrorCodes
{
    /// <summary>The request cannot be read.</summary>
    public const string BadRequest = "bad_request";

    /// <summary>The API key is missing or not known.</summary>
    public const string InvalidApiKey = "invalid_api_key";

    /// <summary>The API key does not have the scope that the endpoint needs.</summary>
    public const string MissingScope = "missing_scope";

    /// <summary>A browser sent the request on behalf of a page of another origin.</summary>
    public const string ForeignPage = "foreign_page";

    /// <summary>There is nothing under this path, or no question with this id.</summary>
    public const string NotFound = "not_found";

    /// <summary>The path exists, but not for this method.</summary>
    public const string MethodNotAllowed = "method_not_allowed";

    /// <summary>The question has not located its region yet, so there is no picture of it.</summary>
    public const string NotLocatedYet = "not_located_yet";

    /// <summary>The body has more bytes than the server accepts.</summary>
    public const string BodyTooLarge = "body_too_large";

    /// <summary>The body's content type is not one that the endpoint reads.</summary>
    public const string UnsupportedMediaType = "unsupported_media_type";

    /// <summary>The API key has too many requests in flight.</summary>
    public const string TooManyRequests = "too_many_requests";

    /// <summary>A defect of the server; its log has the details.</summary>
    public const string InternalError = "internal_error";
}
