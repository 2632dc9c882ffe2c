using System.Net;
using System.Text;

namespace Judger.Client.Tests.Support;

/// <summary>A server that answers as a test says, without a network.</summary>
internal sealed class StubServer(Func<HttpRequestMessage, int, HttpResponseMessage> answer) : HttpMessageHandler
{
    private int _requests;

    public static Uri Address { get; } = new("http://127.0.0.1:9/");

    /// <summary>Requests so far.</summary>
    public int Requests => _requests;

    public static HttpResponseMessage Reply(int status, string body, string type = "application/problem+json", int? retryAfter = null)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };
        if (retryAfter is { } seconds) response.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        return response;
    }

    public static HttpResponseMessage Problem(int status, string code, int? retryAfter = null) =>
        Reply(status, $$"""{"type":"about:blank","title":"T","status":{{status}},"code":"{{code}}","detail":"Because."}""", retryAfter: retryAfter);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(answer(request, _requests++));
}
