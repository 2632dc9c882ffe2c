using System.Diagnostics;
using System.Text.Json;
using Judger.Client.Http;
using Judger.Client.Tests.Support;
using Judger.Protocol;
using Judger.Server.Http.Security;
using Judger.Server.Tests.Http;

namespace Judger.Client.Tests.Http;

/// <summary>What a server refuses, and what is no server.</summary>
public sealed class RefusalTests
{
    private static readonly AskRequest Request = new() { Images = [ImageDigest.Parse(new('0', 64))], Question = "Q" };

    private static readonly QuestionId Id = QuestionId.Parse("q");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refusal_is_waited_out_as_long_as_the_server_says()
    {
        using var server = new StubServer((_, number) => number < 2 ? StubServer.Problem(429, "overloaded", retryAfter: 1) : Answered());
        await using var client = TestClient.Of(StubServer.Address, handler: server);
        var clock = Stopwatch.StartNew();

        var record = await client.Judger.AskAsync(Request, Id, Token);

        Assert.Equal(("yes", 3), (record.Answer, server.Requests));
        Assert.InRange(clock.Elapsed.TotalSeconds, 2, 4);
    }

    [Fact]
    public async Task A_refusal_in_a_stream_is_waited_out_too()
    {
        using var server = new StubServer((_, number) => number == 0
            ? StubServer.Reply(
                200, "event: error\ndata: {\"status\":429,\"code\":\"overloaded\",\"detail\":\"Full.\",\"retry_after_seconds\":1}\n\n", "text/event-stream")
            : StubServer.Reply(200, "event: answer\ndata: {}\n\n", "text/event-stream"));
        await using var client = TestClient.Of(StubServer.Address, handler: server);
        var clock = Stopwatch.StartNew();

        Assert.Empty(await client.Judger.AskStreamAsync(Request, Id, cancellationToken: Token).ToListAsync(Token));

        Assert.Equal(2, server.Requests);
        Assert.True(clock.Elapsed >= TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task Beyond_the_overload_timeout_a_refusal_is_the_callers(int seconds)
    {
        using var server = new StubServer((_, _) => StubServer.Problem(429, "overloaded", retryAfter: 7));
        await using var client = TestClient.Of(StubServer.Address, options => options.OverloadTimeout = TimeSpan.FromSeconds(seconds), server);

        var error = await Assert.ThrowsAsync<OverloadedException>(() => client.Judger.AskAsync(Request, Id, Token));

        Assert.Equal((TimeSpan.FromSeconds(7), "Because.", 1), (error.RetryAfter, error.Message, server.Requests));
    }

    [Theory]
    [InlineData(400, "question_rejected", typeof(QuestionRejectedException))]
    [InlineData(400, "image_rejected", typeof(ImageRejectedException))]
    [InlineData(400, "bad_request", typeof(QuestionRejectedException))]
    [InlineData(401, "invalid_api_key", typeof(AccessDeniedException))]
    [InlineData(403, "missing_scope", typeof(AccessDeniedException))]
    [InlineData(404, "image_missing", typeof(ImageMissingException))]
    [InlineData(404, "not_found", typeof(UnexpectedResponseException))]
    [InlineData(409, "question_conflict", typeof(QuestionConflictException))]
    [InlineData(410, "question_cancelled", typeof(QuestionCancelledException))]
    [InlineData(429, "too_many_requests", typeof(OverloadedException))]
    [InlineData(500, "stage_failed", typeof(StageFailedException))]
    [InlineData(500, "internal_error", typeof(UnexpectedResponseException))]
    [InlineData(503, "slot_unavailable", typeof(SlotUnavailableException))]
    [InlineData(503, "storage_unavailable", typeof(StorageUnavailableException))]
    [InlineData(503, "cluster_unavailable", typeof(ClusterUnavailableException))]
    public async Task A_code_is_its_type(int status, string code, Type type)
    {
        using var server = new StubServer((_, _) => StubServer.Problem(status, code));
        await using var client = TestClient.Of(StubServer.Address, Impatient, server);

        var error = await Assert.ThrowsAsync(type, () => client.Judger.AskAsync(Request, Id, Token));

        Assert.StartsWith("Because.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "", "application/json", typeof(UnexpectedResponseException))]
    [InlineData(200, "null", "application/json", typeof(UnexpectedResponseException))]
    [InlineData(200, "{}", "application/json", typeof(UnexpectedResponseException))]
    [InlineData(200, "[1,2]", "application/json", typeof(UnexpectedResponseException))]
    [InlineData(200, "<html>Hello</html>", "text/html", typeof(UnexpectedResponseException))]
    [InlineData(200, """{"id":null,"question":"Q","images":[],"stages":[],"options":null}""", "application/json", typeof(UnexpectedResponseException))]
    [InlineData(302, "", "text/html", typeof(UnexpectedResponseException))]
    [InlineData(404, "<html>Not here</html>", "text/html", typeof(UnexpectedResponseException))]
    [InlineData(500, "{", "application/problem+json", typeof(UnexpectedResponseException))]
    [InlineData(401, "no", "text/plain", typeof(AccessDeniedException))]
    [InlineData(429, "slowly", "text/plain", typeof(OverloadedException))]
    [InlineData(502, "<html>Bad gateway</html>", "text/html", typeof(ClusterUnavailableException))]
    public async Task What_no_server_answers_is_told_by_a_type(int status, string body, string type, Type error)
    {
        using var server = new StubServer((_, _) => StubServer.Reply(status, body, type));
        await using var client = TestClient.Of(StubServer.Address, Impatient, server);

        await Assert.ThrowsAsync(error, () => client.Judger.AskAsync(Request, Id, Token));
        await Assert.ThrowsAsync(error, () => client.Judger.GetAsync(Id, Token));
        await Assert.ThrowsAsync(error, async () => await client.Judger.AskStreamAsync(Request, Id, cancellationToken: Token).ToListAsync(Token));
    }

    [Theory]
    [InlineData("event: stage\ndata: {\n\n")]
    [InlineData("event: stage\ndata: {}\n\n")]
    [InlineData(
        "event: stage\ndata: {\"sequence\":0,\"stage\":\"refine\",\"finished\":true,\"entry\":{\"stage\":\"refine\",\"began\":\"2026-01-01\",\"ms\":1}}\n\n")]
    [InlineData("event: stage\ndata: null\n\n")]
    [InlineData("event: error\ndata: {}\n\n")]
    public async Task An_event_that_cannot_be_read_is_told_by_a_type(string stream)
    {
        using var server = new StubServer((_, _) => StubServer.Reply(200, stream, "text/event-stream"));
        await using var client = TestClient.Of(StubServer.Address, Impatient, server);

        await Assert.ThrowsAsync<UnexpectedResponseException>(
            async () => await client.Judger.AskStreamAsync(Request, Id, cancellationToken: Token).ToListAsync(Token));
    }

    [Fact]
    public async Task A_new_kind_of_event_is_passed_over()
    {
        using var server = new StubServer(
            (_, _) => StubServer.Reply(200, ": hello\n\nevent: token\ndata: 1\n\nevent: answer\ndata: {}\n\n", "text/event-stream"));
        await using var client = TestClient.Of(StubServer.Address, Impatient, server);

        Assert.Empty(await client.Judger.AskStreamAsync(Request, Id, cancellationToken: Token).ToListAsync(Token));
    }

    [Fact]
    public async Task What_is_too_large_is_not_sent()
    {
        using var server = new StubServer((_, _) => Answered());
        await using var client = TestClient.Of(StubServer.Address, handler: server);

        Assert.Contains(
            "20,971,521",
            (await Assert.ThrowsAsync<ImageRejectedException>(() => client.Judger.PutImageAsync(new byte[QuestionLimits.MaxImageBytes + 1], Token))).Message,
            StringComparison.Ordinal);
        var tooLong = Request with { Question = new('x', QuestionLimits.MaxLength + 1) };
        await Assert.ThrowsAsync<QuestionRejectedException>(() => client.Judger.AskAsync(tooLong, Id, Token));
        await Assert.ThrowsAsync<QuestionRejectedException>(() => client.Judger.AskAsync(Request with { Images = [default] }, Id, Token));
        await Assert.ThrowsAsync<QuestionRejectedException>(() => client.Judger.GetAsync(default, Token));
        await Assert.ThrowsAsync<QuestionRejectedException>(() => client.Judger.CancelAsync(QuestionId.Parse("a/b"), Token));

        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task Only_a_known_key_is_let_in()
    {
        var key = ApiKeyHash.NewKey();
        await using var silo = await HttpSilo.StartAsync(
            options => options.Http.ApiKeys = [new() { Name = "mine", Sha256 = ApiKeyHash.Of(key), Scopes = [ApiScope.Ask] }]);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, key + "\n", Token);
        try
        {
            await using var right = TestClient.Of(silo.Address, options => options.ApiKeyFile = file);
            await using var wrong = TestClient.Of(silo.Address, options => options.ApiKey = "jk-wrong");
            await using var none = TestClient.Of(silo.Address);

            var digest = await right.Judger.PutImageAsync(silo.NewImage(), Token);
            var request = Request with { Images = [digest], Options = new() { Policy = JudgmentPolicy.Never } };
            Assert.True((await right.Judger.AskAsync(request, Id, Token)).IsFinished);
            foreach (var client in new[] { wrong, none })
            {
                await Assert.ThrowsAsync<AccessDeniedException>(() => client.Judger.PutImageAsync(silo.NewImage(), Token));
                await Assert.ThrowsAsync<AccessDeniedException>(() => client.Judger.GetAsync(Id, Token));
                await Assert.ThrowsAsync<AccessDeniedException>(() => client.Judger.AskAsync(Request with { Images = [digest] }, Id, Token));
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Who_cancels_a_call_stops_the_question_unless_told_otherwise(bool stops, int deletes)
    {
        var deleted = 0;
        using var cancelled = new CancellationTokenSource();
        using var server = new StubServer((request, _) =>
        {
            if (request.Method == HttpMethod.Delete)
            {
                deleted++;
                return new(System.Net.HttpStatusCode.NoContent);
            }

            cancelled.Cancel();
            throw new OperationCanceledException(cancelled.Token);
        });
        await using var client = TestClient.Of(StubServer.Address, options => options.CancelQuestions = stops, server);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Judger.AskAsync(Request, Id, cancelled.Token));

        Assert.Equal(deletes, deleted);
    }

    [Fact]
    public async Task Who_cancels_while_the_server_is_gone_does_not_wait_for_it()
    {
        await using var client = TestClient.Of(new("http://127.0.0.1:1"), options => options.OutageTimeout = TimeSpan.FromMinutes(5));
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var clock = Stopwatch.StartNew();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Judger.AskAsync(Request, Id, cancelled.Token));

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{clock.Elapsed}");
    }

    private static void Impatient(JudgerClientOptions options) => (options.OutageTimeout, options.OverloadTimeout) = (TimeSpan.Zero, TimeSpan.Zero);

    private static HttpResponseMessage Answered()
    {
        var record = new QuestionRecord { Id = Id, Request = Request, Answer = "yes", AnsweredBy = QuestionStage.Baseline };
        return StubServer.Reply(200, JsonSerializer.Serialize(QuestionRecords.Describe(record), JsonFormat.Records), "application/json");
    }
}
