using System.Net.ServerSentEvents;
using Judger.Server.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Judger.Server.Http.Streams;

/// <summary>
/// Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). A stage may take longer than proxies let a connection be silent, often
/// a minute. While nothing happens, a comment is sent from time to time, which readers ignore.
/// </summary>
/// <param name="items">The events. They are read with the request's token and end when it is cancelled.</param>
internal sealed class EventStream(IAsyncEnumerable<SseItem<string>> items) : IResult
{
    public const string ContentType = "text/event-stream";

    private static readonly byte[] Comment = ":\n\n"u8.ToArray();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, aborted) = (httpContext.Response, httpContext.RequestAborted);
        var silence = httpContext.RequestServices.GetRequiredService<JudgerOptions>().Http.StreamKeepAlive;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-cache, no-store";

        // Without this, nginx buffers events.
        response.Headers["X-Accel-Buffering"] = "no";
        await response.StartAsync(aborted);
        await response.Body.FlushAsync(aborted);
        await using var all = items.GetAsyncEnumerator(aborted);
        while (await NextAsync(all))
        {
            await SseFormatter.WriteAsync(One(all.Current), response.Body, aborted);
            await response.Body.FlushAsync(aborted);
        }

        async Task<bool> NextAsync(IAsyncEnumerator<SseItem<string>> items)
        {
            var next = items.MoveNextAsync().AsTask();
            while (true)
            {
                try
                {
                    // Only the end of the items counts: returning while one is on its way would lose it.
                    return await next.WaitAsync(silence, CancellationToken.None);
                }
                catch (TimeoutException) when (!next.IsFaulted)
                {
                    if (aborted.IsCancellationRequested) return await next;
                    await response.Body.WriteAsync(Comment, CancellationToken.None);
                    await response.Body.FlushAsync(CancellationToken.None);
                }
            }
        }
    }

#pragma warning disable CS1998 // The formatter takes a sequence.
    private static async IAsyncEnumerable<SseItem<string>> One(SseItem<string> item)
#pragma warning restore CS1998
    {
        yield return item;
    }
}
