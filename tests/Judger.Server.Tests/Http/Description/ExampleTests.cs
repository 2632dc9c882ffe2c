using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Judger.TinyModel;

namespace Judger.Server.Tests.Http.Description;

/// <summary>The examples of the OpenAPI document, sent to a server with the embedded model.</summary>
public sealed class ExampleTests : IAsyncLifetime
{
    // Asking comes first and deleting last, as for somebody who presses one after the other.
    private static readonly string[] Order = ["post", "put", "get", "head", "delete"];

    private HttpSilo _silo = null!;
    private ApiDocument _document = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _silo = await HttpSilo.StartAsync(options => options.Slots = [new() { ModelFolder = EmbeddedModel.Folder }]);
        _document = await ApiDocument.ReadAsync(_silo);
    }

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Each_works_as_it_is_and_its_reply_is_as_described()
    {
        var operations = _document.Operations
            .Where(operation => operation.Id != "putImage")
            .OrderBy(operation => (operation.Id == "cancelResponse" ? 1 : 0) + Array.IndexOf(Order, operation.Method))
            .ToList();

        Assert.Equal("askQuestion", operations.First(operation => operation.Method == "post").Id);
        foreach (var operation in operations)
        {
            using var response = await SendAsync(operation, operation.Request);
            var text = await response.Content.ReadAsStringAsync(Token);
            Assert.True(response.IsSuccessStatusCode, $"{operation}: {(int)response.StatusCode} {text}");
            Assert.True(operation.Responses.ContainsKey($"{(int)response.StatusCode}"), $"{operation}: {(int)response.StatusCode}");
            if (operation.Content((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "") is not { } content)
            {
                Assert.Empty(text);
                continue;
            }

            if (response.Content.Headers.ContentType!.MediaType != "application/json") continue;
            Assert.Null(_document.Problem(content["schema"]!, text));
        }
    }

    [Fact]
    public async Task The_answers_are_those_that_the_document_shows()
    {
        var question = _document.Operation("askQuestion");
        var asked = await (await SendAsync(question, question.Request)).JsonAsync();
        var chat = _document.Operation("createChatCompletion");
        var completed = await (await SendAsync(chat, chat.Request)).JsonAsync();

        Assert.Equal("red", asked.GetProperty("answer").GetString());
        Assert.Equal("red", question.Content(200, "application/json")!["example"]!["answer"]!.GetValue<string>());
        Assert.Equal("red", completed.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("red", chat.Content(200, "application/json")!["example"]!["choices"]![0]!["message"]!["content"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_form_and_an_image_are_accepted_too()
    {
        var form = _document.Operation("askQuestion").Json["requestBody"]!["content"]!["multipart/form-data"]!;
        using var fields = new MultipartFormDataContent();
        foreach (var (name, value) in form["example"]!.AsObject()) fields.Add(new StringContent(value!.GetValue<string>()), name);
        var put = _document.Operation("putImage");
        using var image = new ByteArrayContent(Convert.FromBase64String(_document.Operation("askQuestion").Request!["image"]!["data"]!.GetValue<string>()));

        var answered = await (await _silo.SendAsync(HttpMethod.Post, "/v1/questions", fields)).JsonAsync();
        using var stored = await _silo.SendAsync(HttpMethod.Put, put.ExamplePath, image);

        Assert.Equal("blue", answered.GetProperty("answer").GetString());
        Assert.Equal(204, (int)stored.StatusCode);
    }

    [Theory]
    [InlineData("askQuestion", """{"mode": "stream", "id": "a-stream"}""", "?tokens=true")]
    [InlineData("createChatCompletion", """{"stream": true, "judger": {"answer": "short", "stages": true}}""", "")]
    [InlineData("createChatCompletion", """{"stream": true, "stream_options": {"include_usage": true}, "logprobs": true}""", "")]
    [InlineData("createResponse", """{"stream": true, "judger": {"answer": "short", "stages": true, "policy": "always"}}""", "")]
    public async Task Each_event_of_a_stream_is_as_described(string id, string more, string query)
    {
        var operation = _document.Operation(id);
        var request = operation.Request!;
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject()) request[name] = value?.DeepClone();

        using var response = await _silo.SendAsync(HttpMethod.Post, operation.Path + query, JsonContent.Create(request));

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        AssertEvents(operation, await response.Content.ReadAsStringAsync(Token), 4);
    }

    [Fact]
    public void The_events_that_the_document_shows_are_as_described()
    {
        foreach (var operation in _document.Operations.Where(operation => operation.Content(200, "text/event-stream") is not null))
            AssertEvents(operation, operation.Content(200, "text/event-stream")!["example"]!.GetValue<string>(), 3);
    }

    private void AssertEvents(ApiCall operation, string stream, int least)
    {
        var schema = operation.Content(200, "text/event-stream")!["schema"]!;
        var data = stream.Split('\n')
            .Where(line => line.StartsWith("data: ", StringComparison.Ordinal) && line != "data: [DONE]")
            .Select(line => line["data: ".Length..])
            .ToList();
        Assert.True(data.Count >= least, stream);
        Assert.All(data, json => Assert.Null(_document.Problem(schema, json)));
    }

    private Task<HttpResponseMessage> SendAsync(ApiCall operation, JsonObject? body) => _silo.SendAsync(
        new(operation.Method.ToUpperInvariant()), operation.ExamplePath, body is null ? null : JsonContent.Create(body));
}
