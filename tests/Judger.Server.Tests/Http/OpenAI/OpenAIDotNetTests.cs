using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Responses;

#pragma warning disable OPENAI001 // The Responses API is new in this client.

namespace Judger.Server.Tests.Http.OpenAI;

/// <summary>OpenAI's client for .NET against a running server: what applications do with it.</summary>
public sealed class OpenAIDotNetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_about_one_image_and_about_two()
    {
        await using var silo = await OpenAISilo.StartAsync();
        var chat = Chat(silo);

        ClientResult<ChatCompletion> one = await chat.CompleteChatAsync([Ask(silo.NewImage())], new() { MaxOutputTokenCount = 5, Temperature = 0 }, Token);
        ChatCompletion two = await chat.CompleteChatAsync(
            [new SystemChatMessage("Be brief."), Ask(silo.NewImage(), silo.NewImage())], cancellationToken: Token);

        Assert.NotEmpty(one.Value.Content[0].Text);
        Assert.NotEmpty(two.Content[0].Text);
        Assert.Equal(one.Value.Usage.TotalTokenCount, one.Value.Usage.InputTokenCount + one.Value.Usage.OutputTokenCount);
        Assert.True(one.Value.Usage.InputTokenDetails.CachedTokenCount > 0);
        using var raw = JsonDocument.Parse(one.GetRawResponse().Content);
        Assert.Equal(one.Value.Content[0].Text, raw.RootElement.GetProperty("judger").GetProperty("answer").GetString());
    }

    [Fact]
    public async Task A_stream()
    {
        await using var silo = await OpenAISilo.StartAsync();
        var text = new StringBuilder();
        ChatFinishReason? finish = null;
        ChatTokenUsage? usage = null;

        await foreach (var update in Chat(silo).CompleteChatStreamingAsync([Ask(silo.NewImage())], cancellationToken: Token))
        {
            foreach (var part in update.ContentUpdate) text.Append(part.Text);
            finish = update.FinishReason ?? finish;
            usage = update.Usage ?? usage;
        }

        Assert.NotEmpty(text.ToString());
        Assert.NotNull(finish);
        Assert.True(usage?.OutputTokenCount > 0);
    }

    [Fact]
    public async Task Log_probabilities_and_an_answer_in_a_schema()
    {
        await using var silo = await OpenAISilo.StartAsync();
        var chat = Chat(silo);

        ChatCompletion completion = await chat.CompleteChatAsync(
            [Ask(silo.NewImage())], new() { IncludeLogProbabilities = true, MaxOutputTokenCount = 3 }, Token);
        var schema = BinaryData.FromString(
            """{"type": "object", "properties": {"thing": {"type": "string", "minLength": 2}}, "required": ["thing"], "additionalProperties": false}""");
        ChatCompletion formatted = await chat.CompleteChatAsync(
            [Ask(silo.NewImage())], new() { ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("thing", schema, jsonSchemaIsStrict: true) }, Token);

        Assert.Equal(3, completion.ContentTokenLogProbabilities.Count);
        Assert.Equal(ChatFinishReason.Length, completion.FinishReason);
        using var answer = JsonDocument.Parse(formatted.Content[0].Text);
        Assert.NotEmpty(answer.RootElement.GetProperty("thing").GetString()!);
    }

    [Fact]
    public async Task Tokens_are_chosen_as_asked_and_the_most_probable_ones_are_told()
    {
        await using var silo = await OpenAISilo.StartAsync();

        ChatCompletion answer = await Chat(silo).CompleteChatAsync(
            [Ask(silo.NewImage())],
            new()
            {
                MaxOutputTokenCount = 3,
                FrequencyPenalty = 0.5f,
                PresencePenalty = 0.5f,
                LogitBiases = { [93] = 100 },
                IncludeLogProbabilities = true,
                TopLogProbabilityCount = 2,
            },
            Token);

        Assert.Equal("ZZZ", answer.Content[0].Text);
        Assert.Equal(3, answer.ContentTokenLogProbabilities.Count);
        Assert.All(answer.ContentTokenLogProbabilities, token => Assert.Equal(2, token.TopLogProbabilities.Count));
    }

    [Fact]
    public async Task A_conversation_of_three_turns()
    {
        await using var silo = await OpenAISilo.StartAsync();
        List<ChatMessage> messages = [new SystemChatMessage("Be brief."), Ask(silo.NewImage())];
        JsonDocument? last = null;
        foreach (var question in new[] { "And beside it?", "Which is larger?", null })
        {
            var completion = await Chat(silo).CompleteChatAsync(messages, cancellationToken: Token);
            messages.Add(new AssistantChatMessage(completion.Value));
            if (question is not null) messages.Add(new UserChatMessage(question));
            last = JsonDocument.Parse(completion.GetRawResponse().Content);
        }

        var record = last!.RootElement.GetProperty("judger");
        Assert.Equal(("Which is larger?", "Be brief.", 4), (
            record.GetProperty("question").GetString(), record.GetProperty("instructions").GetString(), record.GetProperty("turns").GetArrayLength()));
    }

    [Fact]
    public async Task The_Responses_API_goes_on_streams_reads_and_deletes()
    {
        await using var silo = await OpenAISilo.StartAsync();
        var responses = new OpenAIClient(new ApiKeyCredential(OpenAISilo.Key), Options(silo)).GetResponsesClient();
        var image = ResponseContentPart.CreateInputImagePart(new Uri($"data:image/png;base64,{Convert.ToBase64String(silo.NewImage())}"));
        CreateResponseOptions asked = new("simulated", [ResponseItem.CreateUserMessageItem([ResponseContentPart.CreateInputTextPart("What is it?"), image])])
        {
            Instructions = "Be brief.",
        };

        ResponseResult first = await responses.CreateResponseAsync(asked, Token);
        CreateResponseOptions next = new("simulated", [ResponseItem.CreateUserMessageItem("And beside it?")])
        {
            PreviousResponseId = first.Id,
            StreamingEnabled = true,
        };
        var text = new StringBuilder();
        ResponseResult? second = null;
        await foreach (var update in await responses.CreateResponseStreamingAsync(next, Token))
        {
            if (update is StreamingResponseOutputTextDeltaUpdate delta) text.Append(delta.Delta);
            if (update is StreamingResponseCompletedUpdate completed) second = completed.Response;
        }

        Assert.Equal(ResponseStatus.Completed, first.Status);
        Assert.NotEmpty(first.GetOutputText());
        Assert.Equal(text.ToString(), second!.GetOutputText());
        ResponseResult kept = await responses.GetResponseAsync(second.Id, Token);
        Assert.Equal(text.ToString(), kept.GetOutputText());
        await responses.DeleteResponseAsync(second.Id, Token);
        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(() => responses.GetResponseAsync(second.Id, Token))).Status);
    }

    [Fact]
    public async Task Errors_have_the_status_and_name_the_parameter()
    {
        await using var silo = await OpenAISilo.StartAsync();

        await FailsAsync(400, "presence_penalty", () => Chat(silo).CompleteChatAsync([Ask(silo.NewImage())], new() { PresencePenalty = 3 }, Token));
        await FailsAsync(400, "no user message", () => Chat(silo).CompleteChatAsync([new AssistantChatMessage("Hello")], cancellationToken: Token));
        await FailsAsync(404, "gpt-5", () => Chat(silo, model: "gpt-5").CompleteChatAsync([Ask(silo.NewImage())], cancellationToken: Token));
        await FailsAsync(401, "API key", () => Chat(silo, key: "wrong").CompleteChatAsync([Ask(silo.NewImage())], cancellationToken: Token));
    }

    [Fact]
    public async Task The_models_are_listed()
    {
        await using var silo = await OpenAISilo.StartAsync();

        var models = await new OpenAIClient(new ApiKeyCredential(OpenAISilo.Key), Options(silo)).GetOpenAIModelClient().GetModelsAsync(Token);

        Assert.Equal(["simulated"], models.Value.Select(model => model.Id));
    }

    [Fact]
    public async Task A_cancelled_call_and_one_that_takes_too_long_end_and_free_the_device()
    {
        await using var silo = await OpenAISilo.StartAsync(isSlow: true);
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Chat(silo).CompleteChatAsync([Ask(silo.NewImage())], cancellationToken: cancelled.Token));
        await Assert.ThrowsAnyAsync<Exception>(
            () => Chat(silo, timeout: TimeSpan.FromMilliseconds(300)).CompleteChatAsync([Ask(silo.NewImage())], cancellationToken: Token));

        for (var load = 1; load > 0; await Task.Delay(50, Token)) load = await silo.RunningAsync();
    }

    private static async Task FailsAsync(int status, string says, Func<Task> ask)
    {
        var exception = await Assert.ThrowsAsync<ClientResultException>(ask);

        Assert.Equal(status, exception.Status);
        Assert.Contains(says, exception.Message, StringComparison.Ordinal);
    }

    private static UserChatMessage Ask(params byte[][] images) =>
        new([
            ChatMessageContentPart.CreateTextPart("What is it?"),
            .. images.Select(image => ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(image), "image/png")),
        ]);

    private static ChatClient Chat(HttpSilo silo, string model = "simulated", string key = OpenAISilo.Key, TimeSpan? timeout = null) =>
        new(model, new ApiKeyCredential(key), Options(silo, timeout));

    private static OpenAIClientOptions Options(HttpSilo silo, TimeSpan? timeout = null) =>
        new() { Endpoint = new(silo.Address, "/v1"), NetworkTimeout = timeout, RetryPolicy = new ClientRetryPolicy(0) };
}
