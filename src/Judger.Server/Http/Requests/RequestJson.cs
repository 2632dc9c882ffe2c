using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Judger.Server.Http.Requests;

/// <summary>Reads the JSON of a request's body.</summary>
internal static class RequestJson
{
    /// <summary>The body as UTF-8, and what is wrong with a text of it: not valid Unicode, a member that is given more than once, or a part that is
    /// too large.</summary>
    /// <param name="request">The request.</param>
    /// <param name="names">When two names are the same, as for whoever reads the JSON.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="JsonException">The body is not valid JSON.</exception>
    /// <exception cref="BadHttpRequestException">The body is too large, or not valid in its charset.</exception>
    public static async Task<(ReadOnlyMemory<byte> Json, JsonProblem? Problem)> ReadAsync(
        HttpRequest request, StringComparer names, CancellationToken cancellationToken)
    {
        var bytes = await BoundedBody.ReadAsync(request.Body, request.ContentLength, Array.MaxLength, TooLarge, cancellationToken);
        var json = RequestText.ToUtf8("The body", bytes, request.ContentType);
        return (json, JsonTextCheck.FindOrRepeated(json.Span, names: names, limits: JsonLimits.Requests));
    }

    // The server's own limit (Http:MaxBodyBytes) is lower, as a rule.
    private static BadHttpRequestException TooLarge(long bytes) =>
        new($"The body has {bytes:N0} bytes or more, which is too large.", StatusCodes.Status413PayloadTooLarge);
}
