using Judger.Experts.OpenAI;
using Judger.Experts.Tests.Support;
using Judger.Tests.Shared;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Judger.Experts.Tests.OpenAI;

/// <summary>Servers that refuse parameters, stand at another address, or write replies in another form.</summary>
public sealed class ServerFormTests
{
    private const string Right = """{"verdict":"correct","feedback":"","suggested_answer":null}""";
    private static readonly ExpertQuestion Question = new("digest", null, "What temperature is it?", "8", ReferenceAnswer: null);

    private readonly LogRecorder<OpenAIExpert> _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Refusals as servers write them: the parameter and the body.</summary>
    public static TheoryData<string, int, string> Refusals => new()
    {
        // OpenAI
        {
            "temperature", 400, """
            {"error":{"message":"Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
            "type":"invalid_request_error","param":"temperature","code":"unsupported_value"}}
            """
        },
        {
            "response_format", 400, """
            {"error":{"message":"Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.","type":"invalid_request_error",
            "param":"response_format","code":null}}
            """
        },
        {
            "max_completion_tokens", 400,
            """{"error":{"message":"Unrecognized request argument supplied: max_completion_tokens","type":"invalid_request_error","param":null,"code":null}}"""
        },
        // vLLM: old and new
        {
            "max_completion_tokens", 400, """
            {"object":"error","message":"[{'type': 'extra_forbidden', 'loc': ('body', 'max_completion_tokens'), 'msg': 'Extra inputs are not permitted',
            'input': 512}]","type":"BadRequestError","param":null,"code":400}
            """
        },
        { "temperature", 400, """{"error":{"message":"temperature must be positive.","type":"BadRequestError","param":"temperature","code":400}}""" },
        // FastAPI, such as Mistral's
        {
            "max_completion_tokens", 422,
            """{"detail":[{"type":"extra_forbidden","loc":["body","max_completion_tokens"],"msg":"Extra inputs are not permitted","input":"temperature"}]}"""
        },
        // Azure
        {
            "response_format", 400,
            """{"error":{"code":"BadRequest","message":"response_format value as json_schema is enabled only for api versions 2024-08-01-preview and later"}}"""
        },
        // Ollama
        { "temperature", 400, """{"error":"invalid options: temperature"}""" },
        {
            "max_completion_tokens", 400, """
            {"error":{"message":"json: unknown field ChatCompletionRequest.max_completion_tokens","type":"invalid_request_error","param":null,"code":null}}
            """
        },
        // LiteLLM
        {
            "response_format", 400, """
            {"error":{"message":"litellm.UnsupportedParamsError: ollama does not support parameters: ['response_format'], for model=judge-7b. To drop these, set
            `litellm.drop_params=True`","type":"None","param":"None","code":"400"}}
            """
        },
        {
            "temperature", 400, """
            {"error":{"message":"litellm.UnsupportedParamsError: gpt-5 models don't support temperature=0. Only temperature=1 is supported.","type":null,
            "param":null,"code":"400"}}
            """
        },
        // Anthropic
        {
            "temperature", 400, """
            {"error":{"code":"invalid_request_error","message":"`temperature` is deprecated for this model.","type":"invalid_request_error","param":null}}
            """
        },
        {
            "response_format", 400,
            """{"type":"error","error":{"type":"invalid_request_error","message":"response_format: Extra inputs are not permitted"}}"""
        },
        // Text, and names as keys
        { "temperature", 400, "temperature is not supported" },
        { "temperature", 400, """{"errors":{"temperature":["is not allowed"]}}""" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_parameter_that_is_refused_by_name_is_left_out_from_then_on(string name, int status, string body)
    {
        await using var server = await FakeExpertServer.StartAsync((request, context) => request.Body.TryGetProperty(name, out _)
            ? FailAsync(context, status, body)
            : FakeExpertServer.CompleteAsync(context, Right));
        var dialect = new ServerDialect();
        using var first = Expert(server.Endpoint, dialect);
        using var second = Expert(server.Endpoint, dialect);

        Assert.Equal(Verdict.Correct, (await first.JudgeAsync(Question, Token)).Judgment.Verdict);
        await first.JudgeAsync(Question, Token);
        await second.JudgeAsync(Question, Token);

        Assert.Equal([true, false, false, false], server.Requests.Select(request => request.Body.TryGetProperty(name, out _)));
        var others = new[] { "temperature", "max_completion_tokens", "response_format" }.Where(other => other != name);
        Assert.All(others, other => Assert.True(server.Requests[^1].Body.TryGetProperty(other, out _), other));
        var entry = Assert.Single(_log.Entries);
        Assert.Equal(LogLevel.Warning, entry.Level);
        Assert.Contains(name, entry.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_earlier_name_of_the_limit_follows_the_present_one()
    {
        await using var server = await FakeExpertServer.StartAsync((request, context) => request.Body.TryGetProperty("max_completion_tokens", out _)
            ? FakeExpertServer.FailAsync(context, 400, "Unsupported parameter: 'max_completion_tokens'. Use 'max_tokens' instead.")
            : FakeExpertServer.CompleteAsync(context, Right));
        using var expert = Expert(server.Endpoint);

        await expert.JudgeAsync(Question, Token);

        Assert.Equal(512, server.Requests[^1].Body.GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public async Task A_server_that_refuses_everything_is_asked_with_nothing()
    {
        string[] refused = ["response_format", "temperature", "max_completion_tokens", "max_tokens"];
        await using var server = await FakeExpertServer.StartAsync((request, context) =>
            refused.FirstOrDefault(name => request.Body.TryGetProperty(name, out _)) is { } name
                ? FakeExpertServer.FailAsync(context, 400, $"{name}: Extra inputs are not permitted")
                : FakeExpertServer.CompleteAsync(context, "The response is correct."));
        using var expert = Expert(server.Endpoint);

        await expert.JudgeAsync(Question, Token);
        var judgment = (await expert.JudgeAsync(Question, Token)).Judgment;

        Assert.Equal((Verdict.Correct, 6), (judgment.Verdict, server.Requests.Count));
        Assert.Equal(["model", "messages"], server.Requests[^1].Body.EnumerateObject().Select(member => member.Name));
        Assert.Contains("### The response is correct. ###", server.Requests[^1].System, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("This model's maximum context length is 4096 tokens, and your prompt has 5000. Reduce max_tokens or the prompt.")]
    [InlineData("The image cannot be decoded.")]
    public async Task A_refusal_of_this_question_is_not_one_of_a_parameter(string message)
    {
        await using var server = await FakeExpertServer.StartAsync((_, context) => FakeExpertServer.FailAsync(context, 400, message));
        using var expert = Expert(server.Endpoint, format: VerdictFormat.Words);

        var error = await Assert.ThrowsAsync<ExpertException>(() => expert.JudgeAsync(Question, Token));

        Assert.True(error.IsAboutTheRequest);
        Assert.Contains(message[..20], error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public async Task A_parameter_that_was_not_the_reason_is_sent_again()
    {
        var isBroken = true;
        await using var server = await FakeExpertServer.StartAsync((_, context) => isBroken
            ? FakeExpertServer.FailAsync(context, 400, "No answer to: What temperature is it?")
            : FakeExpertServer.CompleteAsync(context, Right));
        using var expert = Expert(server.Endpoint);
        await Assert.ThrowsAsync<ExpertException>(() => expert.JudgeAsync(Question, Token));
        isBroken = false;

        await expert.JudgeAsync(Question, Token);

        Assert.Equal(0, server.Requests[^1].Body.GetProperty("temperature").GetDouble());
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public async Task A_router_without_a_model_that_knows_schemas_is_asked_in_words()
    {
        await using var server = await FakeExpertServer.StartAsync((request, context) => request.HasSchema
            ? FakeExpertServer.FailAsync(context, 404, "No endpoints found that can handle the requested parameters.")
            : FakeExpertServer.CompleteAsync(context, "The response is correct."));
        using var expert = Expert(server.Endpoint);

        Assert.Equal(Verdict.Correct, (await expert.JudgeAsync(Question, Token)).Judgment.Verdict);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task An_address_is_tried_once_with_the_version()
    {
        await using var server = await FakeExpertServer.StartAsync((_, context) => FakeExpertServer.FailAsync(context, 404, "Not Found"));
        using var expert = Expert(server.Endpoint[..^"/v1".Length]);

        await Assert.ThrowsAsync<ExpertException>(() => expert.JudgeAsync(Question, Token));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Nothing_is_sent_that_is_not_configured()
    {
        await using var server = await FakeExpertServer.SayingAsync(Right);
        using var expert = Expert(server.Endpoint, configure: options => (options.MaxTokens, options.Temperature) = (null, null));

        await expert.JudgeAsync(Question, Token);

        Assert.Equal(["model", "messages", "response_format"], Assert.Single(server.Requests).Body.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task An_address_without_the_version_is_completed(string end)
    {
        await using var server = await FakeExpertServer.SayingAsync(Right);
        using var expert = Expert(server.Endpoint[..^"/v1".Length] + end);

        await expert.JudgeAsync(Question, Token);
        await expert.JudgeAsync(Question, Token);

        Assert.Equal(2, server.Requests.Count);
        Assert.EndsWith($"Set its endpoint to {server.Endpoint}.", Assert.Single(_log.Entries).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/chat/completions")]
    public async Task An_address_with_too_much_is_shortened(string end)
    {
        await using var server = await FakeExpertServer.SayingAsync(Right);
        using var expert = Expert(server.Endpoint + end);

        Assert.Equal(Verdict.Correct, (await expert.JudgeAsync(Question, Token)).Judgment.Verdict);
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public async Task An_address_where_nothing_is_says_so()
    {
        await using var server = await FakeExpertServer.SayingAsync(Right);
        using var expert = Expert(server.Endpoint[..^"/v1".Length] + "/wrong");

        var error = await Assert.ThrowsAsync<ExpertException>(() => expert.JudgeAsync(Question, Token));

        Assert.False(error.IsAboutTheRequest);
        Assert.Contains("HTTP status 404", error.Message, StringComparison.Ordinal);
        Assert.Contains("Check Endpoint", error.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Entries);
    }

    [Theory]
    [InlineData(404, """{"error":{"message":"The model `judge-7b` does not exist.","type":"NotFoundError","param":"model","code":404}}""")]
    [InlineData(404, """{"error":{"message":"model 'judge-7b' not found","type":"api_error","param":null,"code":null}}""")]
    [InlineData(404, """{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}""")]
    [InlineData(400, """{"error":{"message":"judge-7b is not a valid model ID","code":400}}""")]
    [InlineData(400, """{"error":{"message":"{'error': '/chat/completions: Invalid model name passed in model=judge-7b'}","code":"400"}}""")]
    public async Task A_model_that_is_not_there_is_not_about_the_request(int status, string body)
    {
        await using var server = await FakeExpertServer.StartAsync((_, context) => FailAsync(context, status, body));
        using var expert = Expert(server.Endpoint);

        var error = await Assert.ThrowsAsync<ExpertException>(() => expert.JudgeAsync(Question, Token));

        Assert.Equal((ExpertFailureKind.Refused, false), (error.Problem, error.IsAboutTheRequest));
        Assert.Contains("Check Model (\"judge-7b\")", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"choices":[{"finish_reason":null,"message":{"content":CONTENT}}]}""")]
    [InlineData("""{"created":1.7e9,"choices":[{"finish_reason":"done","message":{"role":"assistant","content":CONTENT}}],"usage":null}""")]
    [InlineData("""{"id":7,"object":null,"choices":[{"index":"0","message":{"content":CONTENT,"tool_calls":[]}}],"usage":{"prompt_tokens":12.0}}""")]
    [InlineData("""{"choices":[{"finish_reason":"eos_token","message":{"content":[{"type":"text","text":CONTENT}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"no"}]},{"type":"text","text":CONTENT}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"content":[CONTENT]}}]}""")]
    [InlineData("""{"choices":[{"message":{"reasoning_content":"The response is incorrect.","reasoning":"Incorrect.","content":CONTENT}}]}""")]
    public async Task Replies_in_another_form_are_used(string form)
    {
        var body = form.Replace("CONTENT", System.Text.Json.JsonSerializer.Serialize(Right), StringComparison.Ordinal);
        await using var server = await FakeExpertServer.StartAsync((_, context) => context.Response.WriteAsync(body));
        using var expert = Expert(server.Endpoint);

        var reply = await expert.JudgeAsync(Question, Token);

        Assert.Equal((Verdict.Correct, null), (reply.Judgment.Verdict, reply.Judgment.Failure));
    }

    [Theory]
    [InlineData("""{"id":"1"}""", "choices is missing")]
    [InlineData("""{"choices":{}}""", "choices is an object where a list is expected")]
    [InlineData("""{"choices":[]}""", "choices is empty")]
    [InlineData("""{"choices":[{"delta":{}}]}""", "choices[0].message is missing")]
    [InlineData("""{"choices":[{"message":{"content":12}}]}""", "choices[0].message.content is a number where text, a list of parts or null is expected")]
    [InlineData("""{"choices":[{"message":{"content":[{"type":"text"}]}}]}""", "choices[0].message.content[0].text is missing or is not text")]
    public async Task What_cannot_be_read_is_named(string body, string problem)
    {
        await using var server = await FakeExpertServer.StartAsync((_, context) => context.Response.WriteAsync(body));
        using var expert = Expert(server.Endpoint);

        var error = await Assert.ThrowsAsync<ExpertException>(() => expert.JudgeAsync(Question, Token));

        Assert.Equal((ExpertFailureKind.Malformed, true), (error.Problem, error.IsAboutTheRequest));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, ExpertFailureKind.RateLimited)]
    [InlineData(502, ExpertFailureKind.Unreachable)]
    [InlineData(400, ExpertFailureKind.Refused)]
    public async Task An_error_inside_a_response_of_status_200_is_an_error(int code, ExpertFailureKind kind)
    {
        await using var server = await FakeExpertServer.StartAsync(
            (_, context) => context.Response.WriteAsJsonAsync(new { error = new { code, message = "The provider failed." } }));
        using var expert = Expert(server.Endpoint, format: VerdictFormat.Words);

        var error = await Assert.ThrowsAsync<ExpertException>(() => expert.JudgeAsync(Question, Token));

        Assert.Equal(kind, error.Problem);
        Assert.Contains("The provider failed.", error.Message, StringComparison.Ordinal);
    }

    private OpenAIExpert Expert(
        string endpoint, ServerDialect? dialect = null, VerdictFormat format = VerdictFormat.Auto, Action<OpenAIExpertOptions>? configure = null)
    {
        var options = new OpenAIExpertOptions { Name = "judge", Endpoint = endpoint, Model = "judge-7b", Format = format };
        configure?.Invoke(options);
        return new(options, new NoPictures(), TimeProvider.System, dialect, _log);
    }

    private static Task FailAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body.ReplaceLineEndings(" "));
    }
}
