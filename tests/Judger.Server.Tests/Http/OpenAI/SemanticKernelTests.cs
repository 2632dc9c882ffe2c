using System.Text;
using System.Text.Json;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;

#pragma warning disable SKEXP0010 // Connectors to servers other than OpenAI's own are new.

namespace Judger.Server.Tests.Http.OpenAI;

/// <summary>Semantic Kernel's connector to OpenAI against a running server: what applications do with it.</summary>
public sealed class SemanticKernelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_about_one_image_and_about_two()
    {
        await using var silo = await OpenAISilo.StartAsync();

        var brief = new OpenAIPromptExecutionSettings { MaxTokens = 5 };
        var one = await Chat(silo).GetChatMessageContentAsync([Ask(silo.NewImage())], brief, cancellationToken: Token);
        var two = await Chat(silo).GetChatMessageContentAsync([Ask(silo.NewImage(), silo.NewImage())], cancellationToken: Token);

        Assert.Equal((AuthorRole.Assistant, "simulated"), (one.Role, one.ModelId));
        Assert.NotEmpty(one.Content!);
        Assert.NotEmpty(two.Content!);
    }

    [Fact]
    public async Task A_conversation_of_three_turns_with_a_system_prompt()
    {
        await using var silo = await OpenAISilo.StartAsync();
        var history = new ChatHistory("Be brief.") { Ask(silo.NewImage()) };
        foreach (var question in new[] { "And beside it?", "Which is larger?", null })
        {
            history.Add(await Chat(silo).GetChatMessageContentAsync(history, cancellationToken: Token));
            if (question is not null) history.AddUserMessage(question);
        }

        var completion = Assert.IsType<global::OpenAI.Chat.ChatCompletion>(history[^1].InnerContent);
        Assert.Equal(7, history.Count);
        Assert.All(history.Where(message => message.Role == AuthorRole.Assistant), message => Assert.NotEmpty(message.Content!));
        Assert.True(completion.Usage.InputTokenDetails.CachedTokenCount > 0);
    }

    [Fact]
    public async Task A_stream()
    {
        await using var silo = await OpenAISilo.StartAsync();
        var text = new StringBuilder();

        await foreach (var piece in Chat(silo).GetStreamingChatMessageContentsAsync([Ask(silo.NewImage())], cancellationToken: Token))
            text.Append(piece.Content);

        Assert.NotEmpty(text.ToString());
    }

    [Fact]
    public async Task An_answer_in_the_schema_of_a_type_with_five_properties_and_nesting()
    {
        await using var silo = await OpenAISilo.StartAsync();
        var settings = new OpenAIPromptExecutionSettings { ResponseFormat = typeof(Finding), MaxTokens = 400 };

        var answer = await Chat(silo).GetChatMessageContentAsync([Ask(silo.NewImage())], settings, cancellationToken: Token);

        var finding = JsonSerializer.Deserialize<Finding>(answer.Content!);
        Assert.NotNull(finding);
        Assert.NotNull(finding.Place);
    }

    [Fact]
    public async Task Log_probabilities_and_a_chosen_token()
    {
        await using var silo = await OpenAISilo.StartAsync();
        var settings = new OpenAIPromptExecutionSettings
        {
            MaxTokens = 3,
            Logprobs = true,
            TopLogprobs = 2,
            TokenSelectionBiases = new Dictionary<int, int> { [93] = 100 },
            FrequencyPenalty = 0.5,
        };

        var answer = await Chat(silo).GetChatMessageContentAsync([Ask(silo.NewImage())], settings, cancellationToken: Token);

        Assert.Equal("ZZZ", answer.Content);
        var tokens = Assert.IsAssignableFrom<IReadOnlyList<global::OpenAI.Chat.ChatTokenLogProbabilityDetails>>(
            answer.Metadata!["ContentTokenLogProbabilities"]);
        Assert.All(tokens, token => Assert.Equal(2, token.TopLogProbabilities.Count));
    }

    [Fact]
    public async Task A_prompt_of_a_kernel()
    {
        await using var silo = await OpenAISilo.StartAsync();
        var builder = Kernel.CreateBuilder();
        builder.AddOpenAIChatCompletion("simulated", new Uri(silo.Address, "/v1"), OpenAISilo.Key);

        var answer = await builder.Build().InvokePromptAsync<string>("What is {{$thing}}?", new() { ["thing"] = "an image" }, cancellationToken: Token);

        Assert.NotEmpty(answer!);
    }

    [Fact]
    public async Task Errors_have_the_status_and_a_cancelled_call_ends()
    {
        await using var silo = await OpenAISilo.StartAsync(isSlow: true);
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        var refused = await Assert.ThrowsAsync<HttpOperationException>(
            () => Chat(silo, model: "gpt-5").GetChatMessageContentAsync([Ask(silo.NewImage())], cancellationToken: Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Chat(silo).GetChatMessageContentAsync([Ask(silo.NewImage())], cancellationToken: cancelled.Token));

        Assert.Equal(System.Net.HttpStatusCode.NotFound, refused.StatusCode);
        for (var load = 1; load > 0; await Task.Delay(50, Token)) load = await silo.RunningAsync();
    }

    private static ChatMessageContent Ask(params byte[][] images) =>
        new(AuthorRole.User, [new TextContent("What is it?"), .. images.Select(image => new ImageContent(image, "image/png"))]);

    private static OpenAIChatCompletionService Chat(HttpSilo silo, string model = "simulated") => new(model, new Uri(silo.Address, "/v1"), OpenAISilo.Key);

    internal sealed record Finding(string Name, string Color, int Count, bool IsThere, Place Place);

    internal sealed record Place(string Side, int Row);
}
