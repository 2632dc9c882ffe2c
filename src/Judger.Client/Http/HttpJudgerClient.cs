using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Judger.Client.Retry;
using Judger.Protocol;
using Judger.Protocol.Errors;

namespace Judger.Client.Http;

/// <summary>Asks over HTTP. Ids make questions idempotent: a request whose connection broke is sent again.</summary>
internal sealed class HttpJudgerClient(HttpConnection connection, JudgerClientOptions options, TimeProvider time) : IJudgerClient
{
    private const string Questions = "v1/questions";

    // A second more than the cluster has, so that its answer or its error has the time to arrive.
    private static readonly TimeSpan Grace = OrleansJudgerClient.Grace + TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(2);

    public async Task<ImageDigest> PutImageAsync(byte[] image, CancellationToken cancellationToken)
    {
        var digest = ImageUpload.DigestOf(image);
        var path = $"v1/images/{digest}";
        using var retry = Retry(options.Timeout, cancellationToken);
        var isKnown = image.Length >= ImageUpload.ProbeThreshold
            && await connection.ExchangeAsync(retry, () => connection.Request(HttpMethod.Head, path), Done, ErrorCodes.NotFound);
        if (!isKnown) await connection.ExchangeAsync(retry, () => connection.Request(HttpMethod.Put, path, Bytes(image, "application/octet-stream")), Done);
        return digest;
    }

    public async Task<QuestionRecord> AskAsync(AskRequest request, QuestionId? id, CancellationToken cancellationToken)
    {
        var asked = id ?? QuestionId.New();
        Check(request, asked);
        using var retry = Retry(QuestionTimeouts.Total(request, Grace), cancellationToken);
        try
        {
            var record = await connection.ExchangeAsync(
                retry, () => Post(WithRemainingBudget(request, retry), asked, AskMode.Wait), HttpConnection.ReadRecordAsync);
            return record!.IsFinished
                ? record
                : throw new UnexpectedResponseException(
                    $"{connection.Endpoint} answered with an unfinished question. Check that it is a Judger server of this version.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && options.CancelQuestions)
        {
            await TryCancelAsync(asked);
            throw;
        }
    }

    public async Task<QuestionRecord> AskInBackgroundAsync(AskRequest request, QuestionId id, CancellationToken cancellationToken)
    {
        Check(request, id);
        using var retry = Retry(options.Timeout, cancellationToken);
        return (await connection.ExchangeAsync(retry, () => Post(request, id, AskMode.Background), HttpConnection.ReadRecordAsync))!;
    }

    public async IAsyncEnumerable<QuestionEvent> AskStreamAsync(
        AskRequest request, QuestionId id, int from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Check(request, id);
        using var retry = Retry(QuestionTimeouts.Total(request, Grace), cancellationToken);

        // Posted again, not only listened to: a question whose first stage is not finished may have been lost with its server.
        await using var feed = new EventFeed(connection, next => After(next, Post(WithRemainingBudget(request, retry), id, AskMode.Stream)), retry, from);
        while (await feed.NextAsync() is { } happened) yield return happened;
    }

    public async IAsyncEnumerable<QuestionEvent> ListenAsync(QuestionId id, int from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Check(id);
        using var retry = Retry(QuestionTimeouts.Longest(Grace), cancellationToken);
        await using var feed = new EventFeed(
            connection, next => After(next, connection.Request(HttpMethod.Get, $"{Questions}/{id}/events")), retry, from, ErrorCodes.NotFound);
        while (await feed.NextAsync() is { } happened) yield return happened;
    }

    public async Task<QuestionRecord?> GetAsync(QuestionId id, CancellationToken cancellationToken)
    {
        Check(id);
        using var retry = Retry(options.Timeout, cancellationToken);
        return await connection.ExchangeAsync(
            retry, () => connection.Request(HttpMethod.Get, $"{Questions}/{id}"), HttpConnection.ReadRecordAsync, ErrorCodes.NotFound);
    }

    public Task CancelAsync(QuestionId id, CancellationToken cancellationToken)
    {
        Check(id);
        return CancelAsync(id, options.Timeout, cancellationToken);
    }

    private async Task CancelAsync(QuestionId id, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var retry = Retry(timeout, cancellationToken);
        await connection.ExchangeAsync(retry, () => connection.Request(HttpMethod.Delete, $"{Questions}/{id}"), Done, ErrorCodes.NotFound);
    }

    // A caller that has cancelled does not wait for a server that is gone.
    private async Task TryCancelAsync(QuestionId id)
    {
        try
        {
            await CancelAsync(id, CancelTimeout, CancellationToken.None);
        }
        catch (JudgerException)
        {
        }
    }

    private RetryLoop Retry(TimeSpan timeout, CancellationToken cancellationToken) =>
        new(new() { TotalTimeout = timeout, OutageTimeout = options.OutageTimeout, OverloadTimeout = options.OverloadTimeout }, time, cancellationToken);

    private HttpRequestMessage Post(AskRequest request, QuestionId id, AskMode mode) => connection.Request(
        HttpMethod.Post, Questions, Bytes(JsonSerializer.SerializeToUtf8Bytes(QuestionBody.Of(request, id, mode), JsonFormat.Questions), "application/json"));

    private static AskRequest WithRemainingBudget(AskRequest request, RetryLoop retry) => QuestionTimeouts.WithRemainingBudget(request, retry.Remaining, Grace);

    private static HttpRequestMessage After(int next, HttpRequestMessage request)
    {
        if (next > 0) request.Headers.Add("Last-Event-ID", (next - 1).ToString(CultureInfo.InvariantCulture));
        return request;
    }

    private static ByteArrayContent Bytes(byte[] bytes, string type) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    private static Task<bool> Done(HttpResponseMessage response, CancellationToken cancellationToken) => Task.FromResult(true);

    private static void Check(AskRequest request, QuestionId id)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(id);
        if (string.IsNullOrWhiteSpace(request.Question)) throw new QuestionRejectedException("The question is empty. Ask something.");
        if (request.Question.Length > QuestionLimits.MaxLength)
            throw new QuestionRejectedException($"The question has {request.Question.Length} characters; the limit is {QuestionLimits.MaxLength}.");
        if (request.Images.Count > QuestionLimits.MaxImages)
            throw new QuestionRejectedException($"The question has {request.Images.Count} images; the limit is {QuestionLimits.MaxImages}.");
        if (request.Images.Contains(default))
            throw new QuestionRejectedException("An image has no digest. Put the image, and name it by the digest that comes back.");
    }

    private static void Check(QuestionId id)
    {
        if (!QuestionId.TryParseName(id.ToString(), out _))
            throw new QuestionRejectedException("The id is not valid. Give 1 to 128 letters, digits, dots, dashes and underscores.");
    }
}
