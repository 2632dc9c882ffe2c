using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using static Judger.Server.Tests.Http.Hostile.HostileSilo;

namespace Judger.Server.Tests.Http.Hostile;

/// <summary>Images, bodies, forms and heads that were damaged by chance. JUDGER_HOSTILE_REQUESTS says how many of each.</summary>
public sealed class MutatedRequestTests : IAsyncLifetime
{
    private const string Boundary = "b0undary";

    private static readonly byte[][] JsonTokens = [.. new[]
    {
        "null", "[", "]", "{", "}", "[[[[[[[[", "\"", "\\ud800", "\\u0000", ":", ",", "1e999", "-0", "NaN", "9223372036854775808", "true", "\uFEFF",
        "\"budget_seconds\":0.001,", "\"stop\":[null],", "{\"a\":", "//", "\u0000",
    }.Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[][] FormTokens = [.. new[]
    {
        "\r\n", "\r\n\r\n", "\n", $"--{Boundary}", $"--{Boundary}--", "Content-Disposition: ", "Content-Type: text/plain; charset=utf-7\r\n", "filename*=",
        "filename*=utf-8''%ff", "name=\"=?utf-7?B?aaaa?=\"", "name=\"=?x?Q?a?=\"", ";", "\"", "name=", "\0", ": ", "charset=\"\"",
        "Content-Type: image/png; charset=\uFFFD\r\n", "Content-Transfer-Encoding: base64\r\n",
    }.Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[][] HeadTokens = [.. new[]
    {
        "\r\n", "\r\n\r\n", " ", ":", "Content-Length: -1\r\n", "Content-Length: 99999999999999999999\r\n", "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n", "Host: \r\n", "Expect: 100-continue\r\n", "Upgrade: websocket\r\nConnection: Upgrade\r\n",
        "Last-Event-ID: 2147483647\r\n", "Idempotency-Key: \u00e9\r\n", "Accept: image/*;q=1e9, */*;q=-1\r\n", "If-None-Match: \"\r\n", "Range: bytes=-\r\n",
        "Content-Type: application/json; charset=\"\r\n", "Content-Type: multipart/form-data\r\n", "Content-Encoding: gzip\r\n", "Authorization: Basic =\r\n",
        "traceparent: 00-0-0-00\r\n", "X-Forwarded-For: ,\r\n", "Origin: null\r\n", "HTTP/0.9", "HTTP/2.0", "%00", "/../", "?a=%", "*", "\0",
    }.Select(Encoding.Latin1.GetBytes)];

    private HostileSilo _silo = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _silo = await HostileSilo.StartAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Damaged_images_are_refused_or_shown()
    {
        byte[][] seeds = [.. PictureFormats.All.Select(format => ImageEncoder.Encode(Picture(), format))];

        await _silo.AssertNoneFailsAsync(Numbers().Select(number => ($"image {number}", Request(() =>
        {
            var image = Mutation.Of(seeds[number % seeds.Length], number, []);
            return number % 2 == 0
                ? new(HttpMethod.Put, $"/v1/images/{Convert.ToHexStringLower(SHA256.HashData(image))}") { Content = new ByteArrayContent(image) }
                : Post("/v1/questions", JsonSerializer.SerializeToUtf8Bytes(_silo.Silo.Question(("image", new { data = image }))), "application/json");
        }))));

        await _silo.AssertAliveAsync();
    }

    [Fact]
    public async Task Damaged_bodies_are_refused_or_answered()
    {
        var digest = await _silo.PutImageAsync();
        var picture = Convert.ToBase64String(_silo.Silo.NewImage());
        byte[][] seeds =
        [
            Encoding.UTF8.GetBytes(
                $$"""
                {"question": "What is it?", "id": "a", "image": {"digest": "{{digest}}"}, "other_images": [{"digest": "{{digest}}"}], "attended": 1,
                 "sampling": {"max_tokens": 4, "temperature": 0.5, "top_p": 0.9, "seed": 1, "stop": ["x"], "token_probabilities": true,
                 "top_k": 3, "min_p": 0.1, "presence_penalty": 1, "logit_bias": {"5": 1}, "top_logprobs": 2}, "mode": "wait",
                 "expert": "reference", "reference_answer": "a", "policy": "always", "max_rounds": 1, "crop": [0, 0, 32, 32], "budget_seconds": 5,
                 "final_choice": true, "uncertain_below": -1}
                """),
            Encoding.UTF8.GetBytes(
                $$$$"""
                {"model": "{{{{await ModelAsync()}}}}", "messages": [{"role": "user", "content": [{"type": "text", "text": "What is it?"},
                 {"type": "image_url", "image_url": {"url": "data:image/png;base64,{{{{picture}}}}", "detail": "auto"}}]}],
                 "max_tokens": 4, "temperature": 0, "stop": ["x"], "logprobs": true, "stream": false, "n": 2, "top_k": 3,
                 "repetition_penalty": 1.1, "frequency_penalty": 1, "logit_bias": {"5": 1, "70": -1}, "top_logprobs": 2,
                 "judger": {"policy": "never", "include": ["map"]},
                 "response_format": {"type": "json_schema", "json_schema": {"strict": true, "schema": {"type": "object",
                 "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": false}} }}
                """),
        ];

        await _silo.AssertNoneFailsAsync(Numbers().Select(number => ($"body {number}", Request(() => Post(
            number % 2 == 0 ? "/v1/questions" : "/v1/chat/completions",
            Mutation.Of(seeds[number % 2], number, JsonTokens),
            "application/json")))));

        await _silo.AssertAliveAsync();
    }

    [Fact]
    public async Task Damaged_forms_are_refused_or_answered()
    {
        byte[] seed =
        [
            .. Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n"),
            .. "Content-Type: image/png\r\n\r\n"u8,
            .. _silo.Silo.NewImage(),
            .. Encoding.ASCII.GetBytes($"\r\n--{Boundary}\r\nContent-Disposition: form-data; name=\"question\"\r\n\r\nWhat is it?\r\n--{Boundary}\r\n"),
            .. Encoding.ASCII.GetBytes("Content-Disposition: form-data; name=\"options\"\r\nContent-Type: application/json; charset=utf-8\r\n\r\n"),
            .. Encoding.ASCII.GetBytes($"{{\"policy\": \"never\", \"budget_seconds\": 5}}\r\n--{Boundary}\r\n"),
            .. Encoding.ASCII.GetBytes($"Content-Disposition: form-data; name=\"mode\"\r\n\r\nwait\r\n--{Boundary}--\r\n"),
        ];
        string[] types =
        [
            $"multipart/form-data; boundary={Boundary}", $"multipart/form-data; boundary=\"{Boundary}\"", $"multipart/form-data; boundary={Boundary}x",
            "multipart/form-data", "multipart/form-data; boundary=", $"multipart/form-data; boundary={new string('b', 200)}", "multipart/mixed; boundary=b",
            "application/x-www-form-urlencoded", $"multipart/form-data; boundary={Boundary}; charset=utf-7", "multipart/form-data; boundary=\"\\\"\"",
        ];

        await _silo.AssertNoneFailsAsync(types.Select((type, index) => ($"form as {type}", Request(() => Post("/v1/questions", seed, type)))).Concat(
            Numbers().Select(number => ($"form {number}", Request(() => Post("/v1/questions", Mutation.Of(seed, number, FormTokens), types[0]))))));

        await _silo.AssertAliveAsync();
    }

    [Fact]
    public async Task Damaged_heads_are_refused_or_lead_somewhere()
    {
        var digest = await _silo.PutImageAsync();
        var body = $$$"""{"question": "What is it?", "policy": "never", "image": {"digest": "{{{digest}}}"}}""";
        await (await _silo.Silo.PostAsync(_silo.Silo.Question(("id", "there")))).JsonAsync();
        string[] seeds =
        [
            $"POST /v1/questions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"
                + body,
            "GET /v1/questions/there HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nConnection: close\r\n\r\n",
            "GET /v1/questions/there/events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 1\r\nConnection: close\r\n\r\n",
            "GET /v1/questions/there/image.png HTTP/1.1\r\nHost: localhost\r\nAccept: image/webp, image/png;q=0.5\r\nConnection: close\r\n\r\n",
            $"HEAD /v1/images/{digest} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \"a\"\r\nConnection: close\r\n\r\n",
            "POST /v1/questions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                + $"{body.Length:x}\r\n{body}\r\n0\r\n\r\n",
        ];
        var (failures, closed) = (new List<string>(), 0);

        // A head without an end takes as long as the server waits for it, so many are sent at once.
        var options = new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Token };

        await Parallel.ForEachAsync(Numbers(), options, async (number, cancellationToken) =>
        {
            var head = Mutation.Of(Encoding.Latin1.GetBytes(seeds[number % seeds.Length]), number, HeadTokens);

            // Where nothing is left, nobody asks.
            if (head.Length == 0) return;
            var line = await FirstLineAsync(head, cancellationToken);
            if (line.Length == 0) Interlocked.Increment(ref closed);
            if (line.Length == 0 || IsAnswer(line)) return;
            lock (failures) failures.Add($"head {number}: {line} to {JsonSerializer.Serialize(Encoding.Latin1.GetString(head))}");
        });

        Assert.Empty(failures);
        Assert.InRange(closed, 0, MostClosed(HostileSilo.Requests));
        await _silo.AssertAliveAsync();
    }

    [Theory]
    [InlineData("a header", 1, 40_000)]
    [InlineData("headers", 500, 10)]
    public async Task Floods_of_headers_are_refused(string name, int count, int length)
    {
        var head = new StringBuilder("GET /v1/questions/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (var i = 0; i < count; i++) head.Append(CultureInfo.InvariantCulture, $"x-{i}: {new string('a', length)}\r\n");

        var line = await FirstLineAsync(Encoding.ASCII.GetBytes($"{head}\r\n"), Token);

        // A client that still sends when the server closes may see the end only.
        Assert.True(line.Length == 0 || line.StartsWith("HTTP/1.1 431", StringComparison.Ordinal), $"{name}: {line}");
        await _silo.AssertAliveAsync();
    }

    // 505 is the answer to a version of HTTP that there is not.
    private static bool IsAnswer(string line) => line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)
        && (line[9] != '5' || line.StartsWith("HTTP/1.1 505", StringComparison.Ordinal));

    private static IEnumerable<int> Numbers() => Enumerable.Range(0, HostileSilo.Requests);

    private static Func<HttpRequestMessage> Request(Func<HttpRequestMessage> make) => make;

    private static RgbImage Picture()
    {
        var image = new RgbImage(48, 32);
        new Random(1).NextBytes(image.Pixels);
        return image;
    }

    private async Task<string> ModelAsync() => (await (await _silo.Silo.SendAsync(HttpMethod.Get, "/v1/models")).JsonAsync())
        .GetProperty("data")[0].GetProperty("id").GetString()!;

    /// <summary>
    /// The first line of the response; empty where the server only closes, and words where it does not even that. The client keeps its side open, as a server
    /// may stop working for one that has closed it. So a request that has no end is ended by the server.
    /// </summary>
    private async Task<string> FirstLineAsync(byte[] head, CancellationToken cancellationToken)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(_silo.Silo.Address.Host, _silo.Silo.Address.Port, cancellationToken);
        var stream = socket.GetStream();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await stream.WriteAsync(head, patience.Token);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return await reader.ReadLineAsync(patience.Token) ?? "";
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return "";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return NoAnswer;
        }
    }
}
