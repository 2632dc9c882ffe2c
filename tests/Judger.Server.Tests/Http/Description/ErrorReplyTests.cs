using System.Text;
using Judger.Server.Http.Security;

namespace Judger.Server.Tests.Http.Description;

/// <summary>Errors as they come, held against the OpenAPI document: the status and the code stand at the operation, and the body fits the schema.</summary>
public sealed class ErrorReplyTests : IAsyncLifetime
{
    private const string Key = "k";

    // @ is a digest of no image.
    private static readonly (string Id, string Path, string? Body, int Status, string Code)[] Requests =
    [
        ("askQuestion", "/v1/questions", "{", 400, "bad_request"),
        ("askQuestion", "/v1/questions", "{}", 400, "question_rejected"),
        ("askQuestion", "/v1/questions", """{"question": "?", "image": {"data": "AAAA"}}""", 400, "image_rejected"),
        ("askQuestion", "/v1/questions", """{"question": "?", "image": {"digest": "@"}}""", 404, "image_missing"),
        ("askQuestion", "/v1/questions", """{"question": "?", "model": "another", "turns": []}""", 404, "model_not_found"),
        ("askQuestion", "/v1/questions", "text", 415, "unsupported_media_type"),
        ("getQuestion", "/v1/questions/none", null, 404, "not_found"),
        ("cancelQuestion", "/v1/questions/none", null, 404, "not_found"),
        ("followQuestion", "/v1/questions/none/events", null, 404, "not_found"),
        ("followQuestion", "/v1/questions/none/events?tokens=x", null, 400, "question_rejected"),
        ("getQuestionImage", "/v1/questions/none/image.png", null, 404, "not_found"),
        ("getQuestionOverlay", "/v1/questions/none/overlay.png", null, 404, "not_found"),
        ("getQuestionCrop", "/v1/questions/none/crop.png", null, 404, "not_found"),
        ("putImage", "/v1/images/@", "x", 400, "image_rejected"),
        ("findImage", "/v1/images/@", null, 404, "image_missing"),
        ("drawScene", "/v1/scenes/x", null, 404, "not_found"),
        ("getModel", "/v1/models/none", null, 404, "model_not_found"),
        ("getResponse", "/v1/responses/none", null, 404, "not_found"),
        ("getResponse", "/v1/responses/none?stream=true", null, 400, "unsupported_value"),
        ("deleteResponse", "/v1/responses/none", null, 404, "not_found"),
        ("cancelResponse", "/v1/responses/none/cancel", null, 404, "not_found"),
        ("listInputItems", "/v1/responses/none/input_items", null, 404, "not_found"),
        ("createChatCompletion", "/v1/chat/completions", "{", 400, "invalid_json"),
        ("createChatCompletion", "/v1/chat/completions", "{}", 400, "missing_required_parameter"),
        ("createChatCompletion", "/v1/chat/completions", """{"n": 9}""", 400, "invalid_value"),
        ("createChatCompletion", "/v1/chat/completions", """{"n": "x"}""", 400, "invalid_type"),
        ("createChatCompletion", "/v1/chat/completions", """{"x": 1}""", 400, "unknown_parameter"),
        ("createChatCompletion", "/v1/chat/completions", """{"tools": [1]}""", 400, "unsupported_parameter"),
        ("createChatCompletion", "/v1/chat/completions", "text", 415, "unsupported_media_type"),
        ("createResponse", "/v1/responses", """{"previous_response_id": "resp_x"}""", 400, "previous_response_not_found"),
        ("createResponse", "/v1/responses", "{", 400, "invalid_json"),
        ("createResponse", "/v1/responses", "text", 415, "unsupported_media_type"),
    ];

    private HttpSilo _silo = null!;
    private ApiDocument _document = null!;

    public async ValueTask InitializeAsync()
    {
        _silo = await HttpSilo.StartAsync(options => options.Http.ApiKeys =
        [
            new() { Name = "asks", Sha256 = ApiKeyHash.Of(Key), Scopes = [ApiScope.Ask] },
            new() { Name = "watches", Sha256 = ApiKeyHash.Of("m"), Scopes = [ApiScope.Metrics] },
        ]);
        _document = await ApiDocument.ReadAsync(_silo);
    }

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Of_a_caller_without_a_key_or_without_the_scope()
    {
        foreach (var operation in _document.Operations)
        {
            var isOpen = operation.Json["security"] is { } security && security.AsArray().Count == 0;
            Assert.Equal(operation.Path.StartsWith("/v1/", StringComparison.Ordinal), !isOpen);
            if (isOpen) continue;
            await AssertAsync(operation, operation.ExamplePath, null, null, 401, "invalid_api_key");
            await AssertAsync(operation, operation.ExamplePath, null, "m", 403, "missing_scope");
        }
    }

    [Fact]
    public async Task Of_a_request()
    {
        foreach (var (id, path, body, status, code) in Requests) await AssertAsync(_document.Operation(id), Zeros(path), body, Key, status, code);
    }

    private static string Zeros(string text) => text.Replace("@", new('0', 64), StringComparison.Ordinal);

    private async Task AssertAsync(ApiCall operation, string path, string? body, string? key, int status, string code)
    {
        var content = body is null ? null
            : new StringContent(Zeros(body), Encoding.UTF8, body == "text" ? "text/plain" : "application/json");
        using var response = await _silo.SendAsync(new(operation.Method.ToUpperInvariant()), path, content, key);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.True(status == (int)response.StatusCode, $"{operation}: {(int)response.StatusCode} {text}");
        Assert.Contains(code, operation.Codes(status));
        if (operation.Method == "head") return;
        Assert.Contains($"\"code\": \"{code}\"", text, StringComparison.Ordinal);
        var described = operation.Content(status, response.Content.Headers.ContentType!.MediaType!);
        Assert.True(described is not null, $"{operation} {status} {response.Content.Headers.ContentType}");
        Assert.Null(_document.Problem(described["schema"]!, text));
    }
}
