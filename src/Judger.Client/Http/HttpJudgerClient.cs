using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Judger.Protocol;

namespace Judger.Client;

/// <summary>Asks over HTTP. Ids make questions idempotent, so that a request whose connection broke is simply sent again.</summary>
internal sealed class HttpJudgerClient(HttpConnection connection, JudgerClientOptions options, TimeProvider time) : IJudgerClient
{
    private const string Questions = "v1/questions";
    private const int DigestLength = 64;

    // A smaller image costs less to send than to ask about.
    private const int WorthAsking = 32 * 1024;

    // What a question may take beyond its budget: the last step on the device, the last save, the way.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan CancelLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WorthCounting = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    public async Task<string> PutImageAsync(byte[] image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Length == 0) throw new ImageRejectedException("The image is empty; give a JPEG, PNG or WebP file.");
        if (image.Length > QuestionLimits.MaxImageBytes)
            throw new ImageRejectedException($"The image has {image.Length:N0} bytes; at most {QuestionLimits.MaxImageBytes:N0} are taken. Scale it down.");
        var digest = Convert.ToHexStringLower(SHA256.HashData(image));
        var path = $"v1/images/{digest}";
        var patience = Patience(options.Timeout);
        if (image.Length < WorthAsking || !await connection.ExchangeAsync(patience, () => connection.Request(HttpMethod.Head, path), Done, HttpFailure.NotFound, time, cancellationToken))
            await connection.ExchangeAsync(patience, () => connection.Request(HttpMethod.Put, path, Bytes(image, "application/octet-stream")), Done, absent: null, time, cancellationToken);
        return digest;
    }

    public async Task<QuestionRecord> AskAsync(AskRequest request, string? id, CancellationToken cancellationToken)
    {
        Check(request, id ??= Guid.NewGuid().ToString("N"));
        var patience = Patience(request.Options.Budget + Slack);
        try
        {
            var record = await connection.ExchangeAsync(patience, () => Post(request, id, AskMode.Wait, patience), HttpConnection.ReadRecordAsync, absent: null, time, cancellationToken);
            return record!.IsFinished ? record : throw new UnexpectedResponseException($"{connection.Endpoint} answered with a question that is not answered; check that it is a Judger server of this version.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && options.CancelQuestions)
        {
            await TryCancelAsync(id);
            throw;
        }
    }

    public async Task<QuestionRecord> AskInBackgroundAsync(AskRequest request, string id, CancellationToken cancellationToken)
    {
        Check(request, id);
        return (await connection.ExchangeAsync(Patience(options.Timeout), () => Post(request, id, AskMode.Background), HttpConnection.ReadRecordAsync, absent: null, time, cancellationToken))!;
    }

    public async IAsyncEnumerable<QuestionEvent> AskStreamAsync(AskRequest request, string id, int from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Check(request, id);
        var patience = Patience(request.Options.Budget + Slack);

        // It is posted again, not only listened to: a question whose first stage is not finished may have been lost with its server.
        await using var feed = new EventFeed(connection, next => After(next, Post(request, id, AskMode.Stream, patience)), patience, from, time, cancellationToken);
        while (await feed.NextAsync() is { } happened) yield return happened;
    }

    public async Task<QuestionRecord?> GetAsync(string id, CancellationToken cancellationToken)
    {
        Check(id);
        return await connection.ExchangeAsync(Patience(options.Timeout), () => connection.Request(HttpMethod.Get, $"{Questions}/{id}"), HttpConnection.ReadRecordAsync, HttpFailure.NotFound, time, cancellationToken);
    }

    public async Task CancelAsync(string id, CancellationToken cancellationToken)
    {
        Check(id);
        await CancelAsync(id, options.Timeout, cancellationToken);
    }

    private Task<bool> CancelAsync(string id, TimeSpan limit, CancellationToken cancellationToken) =>
        connection.ExchangeAsync(Patience(limit), () => connection.Request(HttpMethod.Delete, $"{Questions}/{id}"), Done, HttpFailure.NotFound, time, cancellationToken);

    // Who has cancelled does not want to hear that the server is gone, nor to wait for it.
    private async Task TryCancelAsync(string id)
    {
        try
        {
            await CancelAsync(id, CancelLimit, CancellationToken.None);
        }
        catch (JudgerException)
        {
        }
    }

    private HttpPatience Patience(TimeSpan limit) => new(options, time, limit);

    private HttpRequestMessage Post(AskRequest request, string id, AskMode mode, HttpPatience? patience = null) => connection.Request(
        HttpMethod.Post,
        Questions,
        Bytes(JsonSerializer.SerializeToUtf8Bytes(QuestionBody.Of(patience is null ? request : Within(request, patience.Left), id, mode), JsonFormat.Questions), "application/json"));

    private static HttpRequestMessage After(int next, HttpRequestMessage request)
    {
        if (next > 0) request.Headers.Add("Last-Event-ID", (next - 1).ToString(CultureInfo.InvariantCulture));
        return request;
    }

    private static ByteArrayContent Bytes(byte[] bytes, string type) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    private static Task<bool> Done(HttpResponseMessage response, CancellationToken cancellationToken) => Task.FromResult(true);

    // A server that takes the question over must not give it its whole budget again.
    private static AskRequest Within(AskRequest request, TimeSpan left)
    {
        var budget = left - Slack;
        if (request.Options.Budget - budget < WorthCounting) return request;
        return request with { Options = request.Options with { Budget = budget > Least ? budget : Least } };
    }

    private static void Check(AskRequest request, string id)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(id);
        if (string.IsNullOrWhiteSpace(request.Question)) throw new QuestionRejectedException("The question is empty; ask something.");
        if (request.Question.Length > QuestionLimits.MaxLength)
            throw new QuestionRejectedException($"The question has {request.Question.Length} characters; at most {QuestionLimits.MaxLength} are taken.");
        if (request.ImageDigest.Length != DigestLength || !request.ImageDigest.All(char.IsAsciiHexDigit))
            throw new QuestionRejectedException("ImageDigest is no SHA-256; give what PutImageAsync returned.");
    }

    private static void Check(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!QuestionIds.IsValid(id)) throw new QuestionRejectedException("The id is not of 1 to 128 letters, digits, dots, dashes and underscores.");
    }
}
