using System.Net;
using System.Text.Json;
using Judger.Client.Chat;
using Judger.Client.Tests.Support;
using Judger.Server.Tests.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Judger.Client.Tests.Chat;

/// <summary>Judger as a chat client.</summary>
public sealed class ChatClientTests
{
    private static readonly JudgerChatOptions Never = new() { Ask = new() { Policy = JudgmentPolicy.Never } };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_with_an_image_is_answered()
    {
        await using var silo = await HttpSilo.StartAsync();
        await using var http = TestClient.Of(silo.Address);
        using var chat = new JudgerChatClient(http.Judger, Never);

        var response = await chat.GetResponseAsync([Message(new DataContent(silo.NewImage(), "image/png"))], cancellationToken: Token);

        var record = Assert.IsType<QuestionRecord>(response.RawRepresentation);
        Assert.Equal((record.Answer, record.Id.ToString(), ChatFinishReason.Stop), (response.Text, response.ResponseId, response.FinishReason));
        Assert.Equal("What is it?\nReally?", record.Request.Question);
        Assert.Equal(QuestionStage.Refine, response.AdditionalProperties![ChatProperties.AnsweredBy]);
        Assert.Equal(record.Region!.Box, response.AdditionalProperties[ChatProperties.Box]);
        var works = record.Stages.Select(entry => entry.Work).ToList();
        Assert.Equal(3, works.Count(work => work.PromptTokens > 0));
        Assert.Equal(
            (works.Sum(work => (long)work.PromptTokens), works.Sum(work => (long)work.TokensReused), works.Sum(work => (long)work.TokensGenerated)),
            (response.Usage!.InputTokenCount, response.Usage.CachedInputTokenCount, response.Usage.OutputTokenCount));
        Assert.True(response.Usage.OutputTokenCount > 0);
    }

    [Fact]
    public async Task An_image_may_be_named_by_its_digest_or_stand_in_its_address()
    {
        await using var silo = await HttpSilo.StartAsync();
        await using var http = TestClient.Of(silo.Address);
        using var chat = new JudgerChatClient(http.Judger, Never);
        var image = silo.NewImage();
        var digest = await http.Judger.PutImageAsync(image, Token);

        var named = await chat.GetResponseAsync([Message(new UriContent($"urn:sha256:{digest}", "image/png"))], cancellationToken: Token);
        var inlined = await chat.GetResponseAsync(
            [Message(new UriContent($"data:image/png;base64,{Convert.ToBase64String(image)}", "image/png"))], cancellationToken: Token);

        Assert.All([named, inlined], response => Assert.Equal(digest, Assert.Single(((QuestionRecord)response.RawRepresentation!).Request.Images)));
    }

    [Fact]
    public async Task Stages_are_updates_and_the_answer_is_the_text()
    {
        await using var silo = await HttpSilo.StartAsync();
        await using var http = TestClient.Of(silo.Address);
        using var chat = new JudgerChatClient(http.Judger, Never);

        var updates = await chat
            .GetStreamingResponseAsync([Message(new DataContent(silo.NewImage(), "image/png"))], cancellationToken: Token)
            .ToListAsync(Token);

        Assert.Equal(
            [
                (QuestionStage.Baseline, false), (QuestionStage.Baseline, true), (QuestionStage.Locate, false), (QuestionStage.Locate, true),
                (QuestionStage.Refine, false), (QuestionStage.Refine, true), (QuestionStage.Judge, true),
            ],
            updates.SkipLast(1).Where(update => update.RawRepresentation is QuestionEvent { Piece: null }).Select(
                update => ((QuestionStage)update.AdditionalProperties![ChatProperties.Stage]!, (bool)update.AdditionalProperties[ChatProperties.IsFinished]!)));

        // The refined answer is final: it comes as it is written, between its stage's start and its end.
        var texts = updates.SkipLast(1).Where(update => update.Text.Length > 0).ToList();
        Assert.NotEmpty(texts);
        Assert.All(texts, update => Assert.Equal(QuestionStage.Refine, Assert.IsType<QuestionEvent>(update.RawRepresentation).Stage));
        var record = Assert.IsType<QuestionRecord>(updates[^1].RawRepresentation);
        var response = updates.ToChatResponse();
        Assert.Equal((record.Answer, record.Id.ToString(), ChatFinishReason.Stop), (response.Text, response.ResponseId, response.FinishReason));
        Assert.True(response.Usage?.OutputTokenCount > 0);
    }

    [Fact]
    public async Task An_answer_that_a_judgment_may_change_comes_in_the_last_update()
    {
        await using var silo = await HttpSilo.StartAsync(stepMilliseconds: 5);
        await using var http = TestClient.Of(silo.Address);
        using var chat = new JudgerChatClient(http.Judger, new() { Ask = new() { Policy = JudgmentPolicy.Always } });

        var updates = await chat
            .GetStreamingResponseAsync([Message(new DataContent(silo.NewImage(), "image/png"))], cancellationToken: Token)
            .ToListAsync(Token);

        Assert.All(updates.SkipLast(1), update => Assert.Equal("", update.Text));
        Assert.Equal(Assert.IsType<QuestionRecord>(updates[^1].RawRepresentation).Answer, updates[^1].Text);
    }

    [Fact]
    public async Task Who_stops_reading_stops_the_question()
    {
        await using var silo = await HttpSilo.StartAsync(stepMilliseconds: 300);
        await using var http = TestClient.Of(silo.Address);
        using var chat = new JudgerChatClient(http.Judger, Never);
        string? id = null;

        await foreach (var update in chat.GetStreamingResponseAsync([Message(new DataContent(silo.NewImage(), "image/png"))], cancellationToken: Token))
        {
            id = update.ResponseId;
            if (update.AdditionalProperties?[ChatProperties.IsFinished] is true) break;
        }

        Assert.True((await http.Judger.GetAsync(QuestionId.Parse(id!), Token))!.IsCancelled);
    }

    [Fact]
    public async Task Options_of_a_call_are_those_of_its_question()
    {
        await using var silo = await HttpSilo.StartAsync();
        await using var http = TestClient.Of(silo.Address);
        using var chat = new JudgerChatClient(http.Judger, Never);

        var response = await chat.GetResponseAsync(
            [Message(new DataContent(silo.NewImage(), "image/png"))],
            new() { ModelId = "simulated", RawRepresentationFactory = _ => new AskOptions { Policy = JudgmentPolicy.Never, Crop = new(1, 2, 30, 40) } },
            Token);

        Assert.Equal(("simulated", new PixelBox(1, 2, 30, 40)), (response.ModelId, response.AdditionalProperties![ChatProperties.Box]));
    }

    [Fact]
    public async Task Further_images_and_sampling_options_are_the_questions()
    {
        await using var silo = await HttpSilo.StartAsync();
        await using var http = TestClient.Of(silo.Address);
        using var chat = new JudgerChatClient(http.Judger, Never);
        byte[][] images = [silo.NewImage(), silo.NewImage(), silo.NewImage()];
        var digests = await Task.WhenAll(images.Select(image => http.Judger.PutImageAsync(image, Token)));

        var response = await chat.GetResponseAsync(
            [Message(
                new DataContent(images[0], "image/png"), new UriContent($"urn:sha256:{digests[1]}", "image/png"), new DataContent(images[2], "image/png"))],
            new()
            {
                MaxOutputTokens = 3,
                Temperature = 0.5f,
                TopP = 0.75f,
                TopK = 9,
                FrequencyPenalty = 0.25f,
                PresencePenalty = -0.5f,
                Seed = 11,
                StopSequences = ["."],
            },
            Token);

        var record = Assert.IsType<QuestionRecord>(response.RawRepresentation);
        Assert.Equal(digests, record.Request.Images);
        Assert.Equal(2, record.Request.Attended);
        var expected = new AnswerOptions
        {
            MaxTokens = 3,
            Temperature = 0.5,
            TopP = 0.75,
            TopK = 9,
            FrequencyPenalty = 0.25,
            PresencePenalty = -0.5,
            Seed = 11,
            Stop = ["."],
        };
        Assert.Equal(expected, record.Request.Options.Answer);
        Assert.Equal((3, ChatFinishReason.Length), (record.EntryOf(QuestionStage.Baseline)!.Work.TokensGenerated, response.FinishReason));
    }

    [Fact]
    public async Task An_answer_can_be_json_of_a_schema_or_a_type()
    {
        await using var silo = await HttpSilo.StartAsync();
        await using var http = TestClient.Of(silo.Address);
        using var chat = new JudgerChatClient(http.Judger, Never);
        var message = Message(new DataContent(silo.NewImage(), "image/png"));

        var typed = await chat.GetResponseAsync([message], new() { ResponseFormat = ChatResponseFormat.ForJsonSchema<Sign>() }, Token);
        var strict = await chat.GetResponseAsync(
            [message],
            new()
            {
                ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonDocument.Parse("""{"properties": {"n": {"const": 5}}}""").RootElement),
                AdditionalProperties = new() { [ChatProperties.Strict] = true },
            },
            Token);
        var any = await chat.GetResponseAsync([message], new() { ResponseFormat = ChatResponseFormat.Json, MaxOutputTokens = 3 }, Token);

        Assert.NotNull(JsonSerializer.Deserialize<Sign>(typed.Text, AIJsonUtilities.DefaultOptions));
        Assert.Equal("""{"n":5}""", strict.Text);
        var asked = ((QuestionRecord)strict.RawRepresentation!).Request.Options.Answer.Schema;
        Assert.Equal(new AnswerSchema("""{"properties":{"n":{"const":5}}}""", IsStrict: true), asked);
        Assert.StartsWith("{", any.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_does_not_do_is_said_before_anything_is_sent()
    {
        await using var http = TestClient.Of(new("http://127.0.0.1:1"));
        using var chat = new JudgerChatClient(http.Judger);
        var image = new DataContent(new byte[] { 1 }, "image/png");
        (ChatMessage[] Messages, ChatOptions? Options, Type Error, string Part)[] cases =
        [
            ([Message(image)], new() { Tools = [new HostedWebSearchTool()] }, typeof(NotSupportedException), "tools"),
            ([Message(image)], new() { ConversationId = "c" }, typeof(NotSupportedException), "conversations"),
            ([Message([.. Enumerable.Repeat(image, 9)])], null, typeof(ArgumentException), "9 images; the limit is 8"),
            ([Message(new UriContent("ftp://example.com/a.png", "image/png"))], null, typeof(NotSupportedException), "does not fetch ftp"),
            ([Message(new UriContent("http://127.0.0.1:1/a.png", "image/png"))], null, typeof(ImageRejectedException), "was not fetched"),
            ([Message(new UriContent("https://example.com/a.pdf", "application/pdf"))], null, typeof(NotSupportedException), "application/pdf"),
            ([new(ChatRole.Tool, "A"), Message(image)], null, typeof(NotSupportedException), "does not call tools"),
            ([new(ChatRole.Assistant, [image]), Message(image)], null, typeof(NotSupportedException), "assistant"),
            ([Message(new DataContent(new byte[] { 1 }, "audio/wav"))], null, typeof(NotSupportedException), "audio/wav"),
            (
                [Message([.. Enumerable.Repeat(image, 5)]), new(ChatRole.Assistant, "A"), Message([.. Enumerable.Repeat(image, 4)])], null,
                typeof(ArgumentException), "9 images; the limit is 8"),
            ([new(ChatRole.User, [image])], null, typeof(ArgumentException), "no text"),
            ([Message(image), new(ChatRole.Assistant, "A")], null, typeof(ArgumentException), "user message"),
            ([], null, typeof(ArgumentException), "user message"),
        ];

        foreach (var (messages, options, error, part) in cases)
        {
            Assert.Contains(part, (await Assert.ThrowsAsync(error, () => chat.GetResponseAsync(messages, options, Token))).Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync(error, async () => await chat.GetStreamingResponseAsync(messages, options, Token).ToListAsync(Token));
        }
    }

    [Fact]
    public async Task A_conversation_with_instructions_is_the_questions_context()
    {
        await using var silo = await HttpSilo.StartAsync();
        await using var http = TestClient.Of(silo.Address);
        using var chat = new JudgerChatClient(http.Judger, Never);
        var digest = await http.Judger.PutImageAsync(silo.NewImage(), Token);
        ChatMessage[] messages =
        [
            new(ChatRole.System, "Be brief."), Message(new UriContent($"urn:sha256:{digest}", "image/png")),
            new(ChatRole.Assistant, [new TextContent("A sign."), new UsageContent(new())]), new(ChatRole.User, "What color is it?"),
        ];

        var response = await chat.GetResponseAsync(messages, new() { Instructions = "Be kind." }, Token);
        var without = new JudgerChatClient(http.Judger, new() { Ask = new() { Policy = JudgmentPolicy.Never }, IgnoreEarlierMessages = true });
        var last = (QuestionRecord)(await without.GetResponseAsync(messages, cancellationToken: Token)).RawRepresentation!;

        var asked = Assert.IsType<QuestionRecord>(response.RawRepresentation).Request;
        Assert.Equal(("What color is it?", "Be kind.\n\nBe brief."), (asked.Question, asked.Instructions));
        Assert.Equal([digest], asked.Images);
        Assert.Equal([new(TurnRole.User, "What is it?\nReally?", Images: 1), new ConversationTurn(TurnRole.Assistant, "A sign.")], asked.Turns);
        Assert.Equal((0, 0), (last.Request.Images.Count, last.Request.Turns.Count));
        Assert.Equal(AnswerForm.Free, new JudgerChatOptions().Ask.Form);
    }

    [Fact]
    public async Task An_image_is_fetched_from_its_address_by_the_application()
    {
        await using var silo = await HttpSilo.StartAsync();
        await using var http = TestClient.Of(silo.Address);
        var image = silo.NewImage();
        var asked = new List<Uri>();
        using var web = new HttpClient(new Answering(request =>
        {
            asked.Add(request.RequestUri!);
            return request.RequestUri!.AbsolutePath == "/a.png"
                ? new(HttpStatusCode.OK) { Content = new ByteArrayContent(image) }
                : request.RequestUri.AbsolutePath == "/large"
                ? new(HttpStatusCode.OK) { Content = new ByteArrayContent(new byte[QuestionLimits.MaxImageBytes + 1]) }
                : new(HttpStatusCode.NotFound);
        }));
        using var chat = new JudgerChatClient(http.Judger, new() { Ask = new() { Policy = JudgmentPolicy.Never }, Http = web });

        var response = await chat.GetResponseAsync([Message(new UriContent("https://example.com/a.png", "image/*"))], cancellationToken: Token);

        Assert.Equal([ImageDigest.Of(image)], ((QuestionRecord)response.RawRepresentation!).Request.Images);
        Assert.Equal([new Uri("https://example.com/a.png")], asked);
        foreach (var (path, why) in new[] { ("gone", "404 was answered"), ("large", "more than") })
        {
            var refused = await Assert.ThrowsAsync<ImageRejectedException>(
                () => chat.GetResponseAsync([Message(new UriContent($"https://example.com/{path}", "image/png"))], cancellationToken: Token));
            Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task It_is_registered_beside_the_client()
    {
        await using var services = new ServiceCollection().AddJudgerClient(options => options.Endpoint = new("http://127.0.0.1:1")).Services
            .AddJudgerChatClient(options => options.Ask = new() { Model = "llava" }).BuildServiceProvider();
        var chat = services.GetRequiredService<IChatClient>();

        Assert.Equal(("judger", "llava"), (chat.GetService<ChatClientMetadata>()!.ProviderName, chat.GetService<ChatClientMetadata>()!.DefaultModelId));
        Assert.Same(services.GetRequiredService<IJudgerClient>(), chat.GetService<IJudgerClient>());
    }

    private static ChatMessage Message(params AIContent[] images) =>
        new(ChatRole.User, [new TextContent("What is it?"), .. images, new TextContent("Really?")]);

    private sealed class Answering(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer(request));
    }

    private sealed record Sign(string Color, int Number);
}
