using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Judger.Server.Tests.Http.Requests;

/// <summary>A value that is not one of those that there are, or not of the member's kind: the message names the member and says what it must be.</summary>
public sealed class LegalValueTests : IAsyncLifetime
{
    private HttpSilo _silo = null!;

    public async ValueTask InitializeAsync() => _silo = await HttpSilo.StartAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Theory]
    [InlineData("""{"policy": "sometimes"}""", "policy must be one of: always, when_uncertain, never.")]
    [InlineData("""{"policy": 1}""", "policy must be one of: always, when_uncertain, never.")]
    [InlineData("""{"mode": "later"}""", "mode must be one of: wait, stream, background.")]
    [InlineData("""{"colour": 3}""", "Unknown member: colour. It must be one of: answer, attended, budget_seconds, compatible_crop, crop,")]
    [InlineData("""{"sampling": {"heat": 3}}""", "Unknown member: sampling.heat. It must be one of: max_tokens, schema, seed, stop, strict, temperature,")]
    [InlineData("""{"max_rounds": "many"}""", "max_rounds must be a whole number.")]
    [InlineData("""{"final_choice": "yes"}""", "final_choice must be true or false.")]
    [InlineData("""{"sampling": {"stop": ["a", 3]}}""", "sampling.stop[1] must be a string.")]
    [InlineData("""{"sampling": {"temperature": []}}""", "sampling.temperature must be a number.")]
    [InlineData("""{"crop": [1, 2]}""", "crop must be [left, top, right, bottom] in whole pixels.")]
    [InlineData("""{"image": {"data": "?"}}""", "image.data is not valid base64 (character 1). Send standard or URL-safe base64.")]
    [InlineData("""{"image": {"data": 3}}""", "image.data must be a string in base64.")]
    [InlineData("""{"a.b": 3}""", "Unknown member: ['a.b']. It must be one of: answer, attended,")]
    [InlineData("""{".x": 3}""", "Unknown member: ['.x']. It must be one of: answer, attended,")]
    [InlineData("""{"x[0]": 3}""", "Unknown member: ['x[0]']. It must be one of: answer, attended,")]
    [InlineData("""{"it's": 3}""", "Unknown member: ")]
    [InlineData("""{"sampling": {"a b]['c": 3}}""", "Unknown member: sampling['a b]['c']. It must be one of: max_tokens,")]
    [InlineData("""{"other_images": {}}""", "other_images must be a list;")]
    [InlineData("[]", "The body must be an object.")]
    [InlineData("{\n\"question\": ", "The body is not valid JSON (line 2, byte 13).")]
    public async Task A_question_says_what_a_member_must_be(string json, string detail)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");

        var problem = await (await _silo.SendAsync(HttpMethod.Post, "/v1/questions", content)).JsonAsync(400);

        Assert.StartsWith(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("bad_request", problem.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("mode", "later", "mode is \"later\". It must be one of: wait, stream, background.")]
    [InlineData("mode", "7", "mode is \"7\". It must be one of: wait, stream, background.")]
    [InlineData("options", "{\"policy\": \"sometimes\"}", "options.policy must be one of: always, when_uncertain, never.")]
    [InlineData("options", "{\"colour\": 1}", "Unknown member: options.colour. It must be one of: ")]
    [InlineData("options", "{", "options is not valid JSON (line 1, byte 2).")]
    public async Task A_form_says_so_too(string field, string value, string detail)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("What is it?"), "question" },
            { new StringContent(value), field },
            { new ByteArrayContent(_silo.NewImage()), "image", "a.png" },
        };

        var problem = await (await _silo.SendAsync(HttpMethod.Post, "/v1/questions", form)).JsonAsync(400);

        Assert.StartsWith(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Experts_are_listed()
    {
        var problem = await (await _silo.PostAsync(_silo.Question(("expert", "nobody"), ("policy", "always")))).JsonAsync(400);

        Assert.Matches("no expert \"nobody\"; ask (self or reference|reference or self)\\.", problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("""{"judger": {"policy": "sometimes"}}""", "judger", "judger.policy must be one of: always, when_uncertain, never.")]
    [InlineData("""{"messages": [{"role": "robot", "content": "a"}]}""", "messages[0].role", "It must be one of: system, developer, user, assistant.")]
    [InlineData("""{"response_format": {"type": "xml"}}""", "response_format.type", "It must be one of: text, json_object, json_schema.")]
    public async Task A_chat_lists_them(string more, string parameter, string message)
    {
        var error = await ErrorAsync(more);

        Assert.Equal(parameter, error.Parameter);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"ultra\"", "messages[0].content[1].image_url.detail is \"ultra\". It must be one of: auto, low, high.")]
    [InlineData("\"HIGH\"", "It must be one of: auto, low, high.")]
    [InlineData("7", "messages[0].content[1].image_url.detail must be a string.")]
    public async Task Another_detail_than_OpenAIs_is_refused(string detail, string message)
    {
        var error = await ErrorAsync(Messages(Text("Q"), Image(detail)));

        Assert.Equal("messages[0].content[1].image_url.detail", error.Parameter);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("low")]
    [InlineData("high")]
    public async Task OpenAIs_details_are_taken(string detail) =>
        await (await PostAsync(Messages(Text("Q"), Image($"\"{detail}\"")))).JsonAsync();

    [Theory]
    [InlineData("text image", 200)]
    [InlineData("image text", 200)]
    [InlineData("text text image image", 200)]
    [InlineData("image image text text", 200)]
    [InlineData("text image text", 400)]
    [InlineData("image text image", 400)]
    [InlineData("text image text image", 400)]
    public async Task Text_and_images_in_turn_are_refused_because_the_prompt_would_not_keep_their_order(string order, int status)
    {
        var answer = await (await PostAsync(Messages([.. order.Split(' ').Select(kind => kind == "text" ? Text("Q") : Image("null"))]))).JsonAsync(status);

        if (status != 400) return;
        Assert.Equal("messages[0].content", answer.GetProperty("error").GetProperty("param").GetString());
        Assert.Contains("before or after the text", answer.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static string Messages(params string[] parts) => $$"""{"messages": [{"role": "user", "content": [{{string.Join(", ", parts)}}]}]}""";

    private static string Text(string text) => $$"""{"type": "text", "text": "{{text}}"}""";

    private string Image(string detail) =>
        $$$"""{"type": "image_url", "image_url": {"url": "data:image/png;base64,{{{Convert.ToBase64String(_silo.NewImage())}}}", "detail": {{{detail}}}}}""";

    private async Task<(string? Parameter, string Message)> ErrorAsync(string more)
    {
        var error = (await (await PostAsync(more)).JsonAsync(400)).GetProperty("error");
        return (error.GetProperty("param").GetString(), error.GetProperty("message").GetString()!);
    }

    private Task<HttpResponseMessage> PostAsync(string more)
    {
        var chat = new JsonObject
        {
            ["model"] = "simulated",
            ["messages"] = JsonNode.Parse($$"""[{"role": "user", "content": [{{Text("Q")}}, {{Image("null")}}]}]"""),
            ["judger"] = new JsonObject { ["policy"] = "never" },
        };
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject()) chat[name] = value?.DeepClone();
        return _silo.SendAsync(HttpMethod.Post, "/v1/chat/completions", JsonContent.Create(chat));
    }
}
