using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Judger.Server.Tests.Http.Requests;

/// <summary>
/// Every text of every request has a limit. The members are those that there are, so that a new one without a limit fails here; and no response repeats a text
/// in full.
/// </summary>
public sealed class TextLimitTests : IAsyncLifetime
{
    // More than any member may have, and more than any text may have.
    private const int Long = 20_000;
    private const int Longer = 1_000_000;
    private const int LongestResponse = 4_000;
    private const string Boundary = "b0undary";

    private HttpSilo _silo = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _silo = await HttpSilo.StartAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Theory]
    [InlineData(Long)]
    [InlineData(Longer)]
    public async Task Every_text_of_a_question(int length)
    {
        var rows = BadText.QuestionMembers().ToList();
        string[] known = ["question", "id", "expert", "reference_answer", "model", "image.digest", "image.url", "sampling.stop[0]"];
        Assert.Empty(known.Except(rows.Select(row => row.Path)));

        await AllAsync(
            "/v1/questions",
            rows.Select(row => (row.Path, Json($$"""{{{Members(row.Member, BadText.Fill(row.Json, Text(length)))}}}"""))),
            row => IsLegal(row, length) ? 404 : 400);
    }

    [Theory]
    [InlineData(Long)]
    [InlineData(Longer)]
    public async Task Every_text_of_a_forms_options(int length) => await AllAsync(
        "/v1/questions",
        BadText.QuestionMembers().Select(row => (
            row.Path, Form(Part("options", Encoding.UTF8.GetBytes($$"""{{{Members(row.Member, BadText.Fill(row.Json, Text(length)))}}}"""))))),
        row => IsLegal(row, length) ? 404 : 400);

    [Fact]
    public async Task Every_field_of_a_form()
    {
        string[] fields = ["question", "id", "mode", "attended", "digest", "url", "nothing"];

        await AllAsync("/v1/questions", fields.Select(field => (field, Form(Part(field, Text(Longer))))));
    }

    [Theory]
    [InlineData(Long)]
    [InlineData(Longer)]
    public async Task Every_text_of_a_chat(int length)
    {
        var models = await (await _silo.SendAsync(HttpMethod.Get, "/v1/models")).JsonAsync();
        var model = models.GetProperty("data")[0].GetProperty("id").GetString();
        var url = $"data:image/png;base64,{Convert.ToBase64String(_silo.NewImage())}";
        var text = Encoding.ASCII.GetString(Text(length));
        (string Path, string More, string Words)[] rows =
        [
            ("model", $", \"model\": \"{text}\"", "What?"),
            ("text", "", text),
            ("stop", $", \"stop\": [\"{text}\"]", "What?"),
            ("seed", $", \"seed\": \"{text}\"", "What?"),
            ("a parameter", $", \"{text}\": 1", "What?"),
            ("tool_choice", $", \"tool_choice\": \"{text}\"", "What?"),
            ("response_format.type", $", \"response_format\": {{\"type\": \"{text}\"}}", "What?"),
            .. BadText.QuestionMembers().Select(row => (
                $"judger.{row.Path}", $", \"judger\": {{\"{row.Member}\": {Encoding.UTF8.GetString(BadText.Fill(row.Json, Text(length)))}}}", "What?")),
        ];

        await AllAsync("/v1/chat/completions", rows.Select(row => (row.Path, Json(
            $$$$"""
            {{{{{(row.Path == "model" ? "" : $"\"model\": \"{model}\", ")}}}}"messages": [{"role": "user", "content": [
             {"type": "text", "text": "{{{{row.Words}}}}"}, {"type": "image_url", "image_url": {"url": "{{{{url}}}}"}}]}]{{{{row.More}}}}}
            """))), row => row == "model" && length == Long ? 404 : 400);
    }

    [Theory]
    [InlineData("Idempotency-Key", 400)]
    [InlineData("Last-Event-ID", 400)]
    [InlineData("Prefer", 200)]
    [InlineData("Accept", 200)]
    [InlineData("x-request-id", 200)]
    [InlineData("traceparent", 200)]
    [InlineData("User-Agent", 200)]
    public async Task Every_header(string name, int status)
    {
        var question = _silo.Question(("mode", "stream"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/questions") { Content = Json(JsonSerializer.Serialize(question)) };
        request.Headers.TryAddWithoutValidation(name, new string('1', Long));

        using var response = await _silo.Client.SendAsync(request, Token);

        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.DoesNotContain(new string('1', 2_000), text + response.Headers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/v1/questions/")]
    [InlineData("HEAD", "/v1/images/")]
    [InlineData("GET", "/v1/models/")]
    [InlineData("GET", "/v1/")]
    public async Task Every_path(string method, string path)
    {
        using var response = await _silo.SendAsync(new(method), path + new string('a', 7_000));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.InRange((await response.Content.ReadAsStringAsync(Token)).Length, 0, LongestResponse);
    }

    [Fact]
    public async Task A_model_that_nobody_serves_is_not_waited_for()
    {
        var began = TimeProvider.System.GetTimestamp();

        using var refused = await _silo.PostAsync(_silo.Question(("model", "nowhere")));

        Assert.Equal("model_not_found", await refused.ProblemAsync(404));
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal("model_not_found", await (await _silo.PostAsync(_silo.Question(("model", "nowhere"), ("mode", "background")))).ProblemAsync(404));
    }

    [Fact]
    public async Task A_budget_that_is_over_at_once_is_the_questions_fault()
    {
        foreach (var seconds in new[] { 0.0000001, 0.0001 })
            Assert.Equal("budget_ended", await (await _silo.PostAsync(_silo.Question(("budget_seconds", seconds)))).ProblemAsync(408));
        foreach (var seconds in new[] { 0.001, 0.002 })
        {
            using var response = await _silo.PostAsync(_silo.Question(("budget_seconds", seconds)));
            if ((int)response.StatusCode == 408) Assert.Equal("budget_ended", await response.ProblemAsync(408));
            else await response.JsonAsync();
        }

        await using var slow = await HttpSilo.StartAsync(stepMilliseconds: 500);
        Assert.Equal("budget_ended", await (await slow.PostAsync(slow.Question(("budget_seconds", 0.05)))).ProblemAsync(408));
    }

    // Instructions may be as long as a conversation; then the image is missed.
    private static bool IsLegal(string member, int length) => member == "instructions" && length <= QuestionLimits.MaxConversationLength;

    private static byte[] Text(int length) => Encoding.ASCII.GetBytes(new string('a', length));

    // A member without a limit would give 404: there is no such image.
    private static string Members(string member, byte[] json)
    {
        var own = $"\"{member}\": {Encoding.UTF8.GetString(json)}";
        var question = member == "question" ? "" : "\"question\": \"Q\", ";
        var image = member == "image" ? "" : $$"""
            "image": {"digest": "{{new string('0', 64)}}"},
            """;
        return $"{question}{image}{own}";
    }

    private async Task AllAsync(string path, IEnumerable<(string Member, ByteArrayContent Content)> rows, Func<string, int>? status = null)
    {
        var failures = new List<string>();
        foreach (var (member, content) in rows)
        {
            using var response = await _silo.SendAsync(HttpMethod.Post, path, content);
            var text = await response.Content.ReadAsStringAsync(Token);
            if ((int)response.StatusCode != (status?.Invoke(member) ?? 400) || text.Length > LongestResponse)
                failures.Add($"{member}: {(int)response.StatusCode} {text.Length} characters, {text[..Math.Min(text.Length, 300)]}");
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static ByteArrayContent Json(string json) => Typed(Encoding.UTF8.GetBytes(json), "application/json");

    private static ByteArrayContent Form(byte[] part) =>
        Typed([.. part, .. Encoding.ASCII.GetBytes($"--{Boundary}--\r\n")], $"multipart/form-data; boundary={Boundary}");

    private static byte[] Part(string name, byte[] value) =>
        [.. Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n"), .. value, .. "\r\n"u8];

    private static ByteArrayContent Typed(byte[] bytes, string contentType) =>
        new(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };
}
