using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Judger.Tests.Shared;

/// <summary>An OpenAI-compatible server on loopback that answers as a test tells it, and remembers what it was asked.</summary>
internal sealed class FakeExpertServer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<FakeExpertRequest> _requests = new();

    private FakeExpertServer(Func<FakeExpertRequest, HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapPost("/v1/chat/completions", async context =>
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            var request = new FakeExpertRequest(body.RootElement.Clone(), context.Request.Headers.Authorization.ToString());
            _requests.Enqueue(request);
            await answer(request, context);
        });
    }

    public string Endpoint => _server.Urls.Single() + "/v1";

    public IReadOnlyList<FakeExpertRequest> Requests => [.. _requests];

    public static async Task<FakeExpertServer> StartAsync(Func<FakeExpertRequest, HttpContext, Task> answer)
    {
        var server = new FakeExpertServer(answer);
        await server._server.StartAsync();
        return server;
    }

    /// <summary>A server that always completes with this text.</summary>
    public static Task<FakeExpertServer> SayingAsync(string text) => StartAsync((_, context) => CompleteAsync(context, text));

    /// <summary>Answers with a chat completion.</summary>
    public static Task CompleteAsync(
        HttpContext context, string? text, int inputTokens = 1000, int outputTokens = 20, string finish = "stop", string? refusal = null) =>
        context.Response.WriteAsJsonAsync(new
        {
            id = "c1",
            @object = "chat.completion",
            created = 1,
            model = "fake",
            choices = new[] { new { index = 0, finish_reason = finish, message = new { role = "assistant", content = text, refusal } } },
            usage = new { prompt_tokens = inputTokens, completion_tokens = outputTokens, total_tokens = inputTokens + outputTokens },
        });

    /// <summary>Answers with an error of OpenAI's form.</summary>
    public static async Task FailAsync(HttpContext context, int status, string message = "no", string code = "error", string? retryAfter = null)
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
        await context.Response.WriteAsJsonAsync(new { error = new { message, type = "error", code } });
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}

/// <summary>What a <see cref="FakeExpertServer"/> was asked.</summary>
internal sealed record FakeExpertRequest(JsonElement Body, string Authorization)
{
    public string System => Body.GetProperty("messages")[0].GetProperty("content").ToString();

    public IReadOnlyList<string> Images => [.. Parts.Where(part => part.GetProperty("type").GetString() == "image_url")
        .Select(part => part.GetProperty("image_url").GetProperty("url").GetString()!)];

    public string Text =>
        string.Concat(Parts.Where(part => part.GetProperty("type").GetString() == "text").Select(part => part.GetProperty("text").GetString()));

    public bool HasSchema => Body.TryGetProperty("response_format", out var format) && format.GetProperty("type").GetString() == "json_schema";

    private IEnumerable<JsonElement> Parts => Body.GetProperty("messages")[1].GetProperty("content").EnumerateArray();
}
