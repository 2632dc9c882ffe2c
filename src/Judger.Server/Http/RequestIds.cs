using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Judger.Server.Http;

/// <summary>Gives every request an id: the client's own <c>x-request-id</c> where it is sane, else a new one. The response and the log have it.</summary>
internal sealed class RequestIds(RequestDelegate next)
{
    public const string Header = "x-request-id";

    private const int MaxLength = 128;

    // What neither a log nor a header has to quote.
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:/+=@");

    public Task InvokeAsync(HttpContext context)
    {
        var id = context.Request.Headers[Header] is [{ Length: > 0 and <= MaxLength } given] && !given.AsSpan().ContainsAnyExcept(Plain)
            ? given
            : $"req_{Guid.NewGuid():N}";
        context.TraceIdentifier = id;
        context.Response.Headers[Header] = id;
        return next(context);
    }
}
