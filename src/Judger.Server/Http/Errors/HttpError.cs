using System.Globalization;
using Judger.Protocol.Errors;
using Microsoft.AspNetCore.Http;

namespace Judger.Server.Http.Errors;

/// <summary>An error as HTTP tells it, whatever the shape of the API.</summary>
/// <param name="Status">The HTTP status, also where the status line was sent already.</param>
/// <param name="Code">The stable error code.</param>
/// <param name="Message">What is wrong, and what to do.</param>
/// <param name="RetryAfterSeconds">When asking again may help; null where it does not.</param>
internal sealed record HttpError(int Status, string Code, string Message, int? RetryAfterSeconds = null)
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>A defect. It says nothing about the inside.</summary>
    public static readonly HttpError Defect = Of(ErrorCodes.InternalError, "The server has a defect. Its log has the details.");

    /// <summary>An error of the product.</summary>
    public static HttpError Of(JudgerException exception) =>
        Of(exception.Code, exception.Message) with { RetryAfterSeconds = RetryAfter(exception) };

    /// <summary>An error whose code is in the table.</summary>
    public static HttpError Of(string code, string message) => new(ErrorTable.StatusOf(code), code, message);

    /// <summary>Sets Retry-After, where asking again may help.</summary>
    public void Mark(HttpResponse response)
    {
        if (RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
    }

    private static int? RetryAfter(JudgerException exception) =>
        exception.IsTransient ? Math.Max(1, (int)Math.Ceiling(Pause(exception).TotalSeconds)) : null;

    private static TimeSpan Pause(JudgerException exception) => exception switch
    {
        RefusedException refused => refused.RetryAfter,
        _ => DefaultRetryAfter,
    };
}
