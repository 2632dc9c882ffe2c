using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Judger.Server.Tests.Http.Requests;

/// <summary>Every member of every request, with every text that is not one: a 400 that names the member, and never a defect.</summary>
public sealed class BadTextTests : IAsyncLifetime
{
    private const string Boundary = "b0undary";
    private HttpSilo _silo = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _silo = await HttpSilo.StartAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Every_member_of_a_question_is_named()
    {
        var rows = BadText.QuestionMembers().ToList();

        string[] known =
        [
            "question", "id", "mode", "policy", "expert", "reference_answer", "model", "image.data", "image.digest", "image.url", "other_images[0].url",
            "sampling.stop[0]", "crop", "max_rounds",
        ];
        Assert.Empty(known.Except(rows.Select(row => row.Path)));
        await AllAsync(
            rows.SelectMany(row => BadText.InJson.Select(bad => (
                row.Path,
                Content: Json(BadText.Fill(Body(row.Member, row.Json), bad))))).Append(("", Json(BadText.Fill("""{"question": "Q", "@@": 1}""", [0xFF])))),
            "/v1/questions");
    }

    [Fact]
    public async Task Every_member_of_a_forms_options_is_named() => await AllAsync(
        BadText.QuestionMembers().SelectMany(row => BadText.InJson.Select(bad => (
            $"options.{row.Path}",
            Content: Form(Part("options", BadText.Fill($$$"""{"{{{row.Member}}}": {{{row.Json}}}}""", bad)))))),
        "/v1/questions",
        isRawNamedByField: true);

    [Fact]
    public async Task Every_field_of_a_form_is_named()
    {
        string[] fields = ["question", "options", "id", "mode", "digest", "url"];

        await AllAsync(fields.SelectMany(field => BadText.Bytes.Select(bad => (field, Form(Part(field, [.. "a"u8, .. bad]))))), "/v1/questions");
        await AllAsync(BadText.Bytes.Select(bad => ("name", Form(Part(bad, "a"u8)))), "/v1/questions");
    }

    [Fact]
    public async Task A_files_name_that_is_not_text_is_refused()
    {
        byte[][] names =
        [
            .. BadText.Bytes.Select(bad => (byte[])[.. "; filename=\""u8, .. bad, .. "a.png\""u8]),
            .. BadText.Bytes.Select(bad => Encoding.ASCII.GetBytes($"; filename*=UTF-8''{Escaped(bad)}.png")),
            .. new[] { "; filename*=nowhere''a.png", "; filename*=utf-7''a.png", "; filename=\"=?utf-8?B?/w==?=\"" }
                .Select(Encoding.ASCII.GetBytes),
        ];

        await AllAsync(names.Select(name => ("image", Form(Part("image"u8, _silo.NewImage(), name)))), "/v1/questions");
    }

    [Fact]
    public async Task Every_member_of_a_chat_is_the_parameter_of_its_error()
    {
        (string Path, string Json)[] rows =
        [
            ("model", """{"model": "@@"}"""),
            ("messages[0].role", """{"messages": [{"role": "@@", "content": "a"}]}"""),
            ("messages[0].content", """{"messages": [{"role": "user", "content": "@@"}]}"""),
            ("messages[0].name", """{"messages": [{"role": "user", "content": "a", "name": "@@"}]}"""),
            ("messages[0].content[0].type", """{"messages": [{"role": "user", "content": [{"type": "@@"}]}]}"""),
            ("messages[0].content[0].text", """{"messages": [{"role": "user", "content": [{"type": "text", "text": "@@"}]}]}"""),
            ("messages[0].content[1].image_url.url",
                """{"messages": [{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "image_url", "image_url": {"url": "@@"}}]}]}"""),
            ("messages[0].content[0].image_url.detail",
                """{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:", "detail": "@@"}}]}]}"""),
            ("stop", """{"stop": "@@"}"""),
            ("stop[1]", """{"stop": ["a", "@@"]}"""),
            ("user", """{"user": "@@"}"""),
            ("metadata.a", """{"metadata": {"a": "@@"}}"""),
            ("tool_choice", """{"tool_choice": "@@"}"""),
            ("modalities[0]", """{"modalities": ["@@"]}"""),
            ("response_format.type", """{"response_format": {"type": "@@"}}"""),
            ("response_format.json_schema.schema.properties.a.enum[0]",
                """
                {"response_format": {"type": "json_schema", "json_schema": {"schema": {"type": "object", "properties": {"a": {"enum": ["@@"]}}}}}}
                """),
            ("judger.expert", """{"judger": {"expert": "@@"}}"""),
            ("judger.reference_answer", """{"judger": {"reference_answer": "@@"}}"""),
            ("judger.policy", """{"judger": {"policy": "@@"}}"""),
            ("body", """{"@@": 1}"""),
            ("judger", """{"judger": {"@@": 1}}"""),
            ("messages[0]", """{"messages": [{"@@": 1}]}"""),
        ];
        var failures = new List<string>();

        foreach (var (path, json) in rows)
        {
            foreach (var bad in BadText.InJson)
            {
                using var response = await _silo.SendAsync(HttpMethod.Post, "/v1/chat/completions", Json(BadText.Fill(json, bad)));
                var text = await response.Content.ReadAsStringAsync(Token);
                if ((int)response.StatusCode != 400
                    || JsonDocument.Parse(text).RootElement.GetProperty("error").GetProperty("param").GetString() != path)
                    failures.Add($"{path} {Convert.ToHexString(bad)}: {(int)response.StatusCode} {text}");
            }
        }

        Assert.Empty(failures);
    }

    [Fact]
    public async Task Headers_and_paths_are_refused_by_name_or_lead_nowhere()
    {
        await (await _silo.PostAsync(_silo.Question(("id", "there")))).JsonAsync();
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 };
        using var client = new HttpClient(handler) { BaseAddress = _silo.Address };
        var failures = new List<string>();

        foreach (var bad in BadText.Bytes.Select(Encoding.Latin1.GetString))
        {
            await CheckAsync(400, "Idempotency-Key", HttpMethod.Post, "/v1/questions", ("Idempotency-Key", bad), _silo.Question());
            await CheckAsync(400, "Last-Event-ID", HttpMethod.Get, "/v1/questions/there/events", ("Last-Event-ID", bad));
            await CheckAsync(200, "there", HttpMethod.Get, "/v1/questions/there", ("User-Agent", bad));
            await CheckAsync(200, "there", HttpMethod.Get, "/v1/questions/there", ("traceparent", bad));
            await CheckAsync(200, "there", HttpMethod.Get, $"/v1/questions/there?name={Escaped(Encoding.Latin1.GetBytes(bad))}");
            await CheckAsync(404, "", HttpMethod.Get, $"/v1/questions/{Escaped(Encoding.Latin1.GetBytes(bad))}");
            await CheckAsync(404, "", HttpMethod.Delete, $"/v1/questions/{Escaped(Encoding.Latin1.GetBytes(bad))}");
            await CheckAsync(404, "", HttpMethod.Get, $"/v1/models/{Escaped(Encoding.Latin1.GetBytes(bad))}");
            await CheckAsync(400, "digest", HttpMethod.Put, $"/v1/images/{Escaped(Encoding.Latin1.GetBytes(bad))}");
        }

        Assert.Empty(failures);

        async Task CheckAsync(int status, string part, HttpMethod method, string path, (string Name, string Value)? header = null, object? body = null)
        {
            using var request = new HttpRequestMessage(method, path);
            if (body is not null) request.Content = Json(JsonSerializer.SerializeToUtf8Bytes(body));
            if (header is { } given) request.Headers.TryAddWithoutValidation(given.Name, given.Value);
            using var response = await client.SendAsync(request, Token);
            var text = await response.Content.ReadAsStringAsync(Token);
            if ((int)response.StatusCode != status || !text.Contains(part, StringComparison.Ordinal))
                failures.Add($"{method} {path} {header?.Name}: {(int)response.StatusCode} {text}");
        }
    }

    [Fact]
    public async Task Control_characters_and_noncharacters_are_text()
    {
        var asked = _silo.Question(("question", "What\u0000 is\uFFFF \uFEFF\uFFFD it?"));

        var record = await (await _silo.PostAsync(asked)).JsonAsync();

        Assert.Equal("What\u0000 is\uFFFF \uFEFF\uFFFD it?", record.GetProperty("question").GetString());
    }

    [Theory]
    [InlineData("application/json; charset=utf-16", 200)]
    [InlineData("application/json; charset=us-ascii", 200)]
    [InlineData("application/json; charset=nowhere", 415)]
    [InlineData("application/json; charset=utf-7", 415)]
    public async Task A_charset_is_heeded_or_refused(string contentType, int status)
    {
        var json = JsonSerializer.Serialize(_silo.Question());
        var encoding = contentType.EndsWith("utf-16", StringComparison.Ordinal) ? Encoding.Unicode : Encoding.ASCII;
        var content = new ByteArrayContent(encoding.GetBytes(json));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        Assert.Equal(status, (int)(await _silo.SendAsync(HttpMethod.Post, "/v1/questions", content)).StatusCode);
    }

    // A bad name is reported with the object that has it.
    private async Task AllAsync(IEnumerable<(string Path, ByteArrayContent Content)> rows, string path, bool isRawNamedByField = false)
    {
        var failures = new List<string>();
        foreach (var (member, content) in rows)
        {
            using var response = await _silo.SendAsync(HttpMethod.Post, path, content);
            var text = await response.Content.ReadAsStringAsync(Token);
            var detail = response.StatusCode == HttpStatusCode.BadRequest ? JsonDocument.Parse(text).RootElement.GetProperty("detail").GetString()! : "";
            var isNamed = detail.Contains(member.Replace(BadText.NameOf, "", StringComparison.Ordinal), StringComparison.Ordinal)
                || (isRawNamedByField && detail.StartsWith("options is not valid UTF-8", StringComparison.Ordinal));
            if (!isNamed || detail.Length == 0) failures.Add($"{member}: {(int)response.StatusCode} {text}");
        }

        Assert.Empty(failures);
    }

    private static string Body(string member, string json) => member switch
    {
        "question" => $$$"""{"question": {{{json}}}, "image": {"digest": "{{{new string('0', 64)}}}"}}""",
        "image" => $$$"""{"question": "Q", "image": {{{json}}}}""",
        _ => $$$"""{"question": "Q", "image": {"digest": "{{{new string('0', 64)}}}"}, "{{{member}}}": {{{json}}}}""",
    };

    private static string Escaped(byte[] bytes) => string.Concat(bytes.Select(value => $"%{value:X2}"));

    private static ByteArrayContent Json(byte[] json) => Typed(json, "application/json");

    private static ByteArrayContent Form(params byte[][] parts) =>
        Typed([.. parts.SelectMany(part => part), .. Encoding.ASCII.GetBytes($"--{Boundary}--\r\n")], $"multipart/form-data; boundary={Boundary}");

    private static ByteArrayContent Typed(byte[] bytes, string contentType) =>
        new ByteArrayContent(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };

    private static byte[] Part(string name, ReadOnlySpan<byte> value) => Part(Encoding.ASCII.GetBytes(name), value);

    private static byte[] Part(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ReadOnlySpan<byte> more = default) =>
    [
        .. Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=\""), .. name, .. "\""u8, .. more,
        .. "\r\n\r\n"u8, .. value, .. "\r\n"u8,
    ];
}
