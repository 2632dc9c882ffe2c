using System.Text.Json;
using Judger.TinyModel;

namespace Judger.Server.Tests.Http.OpenAI;

/// <summary>Several answers to one chat (<c>n</c>).</summary>
public sealed class ChoicesTests : IAsyncLifetime
{
    private HttpSilo _silo = null!;

    public async ValueTask InitializeAsync() => _silo = await HttpSilo.StartAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Each_choice_is_a_question_of_its_own_with_the_next_seed()
    {
        var image = _silo.NewImage();
        var several = await (await _silo.CompleteAsync(ChatCalls.Chat(image, """{"n": 3, "temperature": 2, "seed": 7}"""), "many")).JsonAsync();

        var (alone, usage) = (new List<string>(), 0);
        for (var seed = 7; seed < 10; seed++)
        {
            var one = await (await _silo.CompleteAsync(ChatCalls.Chat(image, $$"""{"temperature": 2, "seed": {{seed}}}"""))).JsonAsync();
            alone.AddRange(one.Messages());
            usage += one.GetProperty("usage").GetProperty("total_tokens").GetInt32();
        }

        Assert.Equal(alone, several.Messages());
        Assert.Equal(3, alone.Distinct().Count());
        Assert.Equal(usage, several.GetProperty("usage").GetProperty("total_tokens").GetInt32());
        var judger = several.GetProperty("judger");
        Assert.Equal(("many", alone[0]), (judger.GetProperty("id").GetString(), judger.GetProperty("answer").GetString()));
        Assert.Equal("""["many","many-1","many-2"]""", judger.GetProperty("choices").Compact());
        var last = await (await _silo.SendAsync(HttpMethod.Get, "/v1/questions/many-2")).JsonAsync();
        Assert.Equal(alone[2], last.GetProperty("answer").GetString());
        Assert.Equal(9, last.GetProperty("options").GetProperty("sampling").GetProperty("seed").GetInt32());
    }

    [Fact]
    public async Task Without_a_seed_each_choice_draws_its_own_and_the_same_id_joins_them()
    {
        var chat = ChatCalls.Chat(_silo.NewImage(), """{"n": 8, "temperature": 2}""");

        var first = (await (await _silo.CompleteAsync(chat, "again")).JsonAsync()).Messages();
        var second = (await (await _silo.CompleteAsync(chat, "again")).JsonAsync()).Messages();

        Assert.Equal(8, first.Count);
        Assert.InRange(first.Distinct().Count(), 2, 8);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task Without_a_temperature_the_answer_is_computed_once()
    {
        var one = await (await _silo.CompleteAsync(ChatCalls.Chat(_silo.NewImage()))).JsonAsync();
        var several = await (await _silo.CompleteAsync(ChatCalls.Chat(_silo.NewImage(), """{"n": 3}"""), "greedy")).JsonAsync();

        Assert.Equal(3, several.Messages().Count);
        Assert.Single(several.Messages().Distinct());
        Assert.Equal(
            one.GetProperty("usage").GetProperty("total_tokens").GetInt32(), several.GetProperty("usage").GetProperty("total_tokens").GetInt32());
        Assert.Equal("""["greedy","greedy","greedy"]""", several.GetProperty("judger").GetProperty("choices").Compact());
        await (await _silo.SendAsync(HttpMethod.Get, "/v1/questions/greedy-1")).ProblemAsync(404);

        var chunks = await (await _silo.CompleteAsync(ChatCalls.Chat(_silo.NewImage(), """{"n": 2, "stream": true}"""))).ChunksAsync();
        Assert.Equal([0, 1], Finished(chunks));
        Assert.Equal(TextOf(chunks, 0), TextOf(chunks, 1));
    }

    [Fact]
    public async Task A_stream_has_the_chunks_of_all_choices_with_their_indexes()
    {
        var image = _silo.NewImage();
        var whole = await (await _silo.CompleteAsync(ChatCalls.Chat(image, """{"n": 3, "temperature": 2, "seed": 3}"""))).JsonAsync();

        var chunks = await (await _silo.CompleteAsync(ChatCalls.Chat(
            image,
            """
            {"n": 3, "temperature": 2, "seed": 3, "stream": true, "stream_options": {"include_usage": true},
             "judger": {"policy": "never", "look": "never", "stages": true}}
            """),
            "streamed")).ChunksAsync();

        Assert.Equal(whole.Messages(), Enumerable.Range(0, 3).Select(choice => TextOf(chunks, choice)));
        Assert.Equal([0, 1, 2], Finished(chunks).Order());
        Assert.Equal([0, 1, 2], Choices(chunks).Where(choice => choice.GetProperty("delta").TryGetProperty("role", out _)).Select(Index));
        Assert.Single(chunks.Select(chunk => chunk.GetProperty("id").GetString()).Distinct());

        // The stages of each, in chunks without choices.
        var stages = chunks.Where(chunk => chunk.TryGetProperty("judger", out var judger) && judger.TryGetProperty("stage", out _))
            .Select(chunk => chunk.GetProperty("judger"))
            .ToLookup(stage => stage.TryGetProperty("choice", out var choice) ? choice.GetInt32() : 0, stage => stage.GetProperty("sequence").GetInt32());
        Assert.Equal([0, 1, 2], stages.Select(one => one.Key).Order());
        Assert.All(stages, one => Assert.Equal(Enumerable.Range(0, one.Count()), one));

        var record = Assert.Single(chunks, chunk => chunk.TryGetProperty("judger", out var judger) && judger.TryGetProperty("answer", out _));
        Assert.Equal(0, record.GetProperty("choices")[0].GetProperty("index").GetInt32());
        Assert.Equal("""["streamed","streamed-1","streamed-2"]""", record.GetProperty("judger").GetProperty("choices").Compact());
        Assert.Equal(
            whole.GetProperty("usage").GetProperty("total_tokens").GetInt32(), chunks[^1].GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_error_of_one_choice_is_the_chats(bool stream)
    {
        await (await _silo.PostAsync(_silo.Question(("id", "taken-1")))).JsonAsync();
        var chat = ChatCalls.Chat(_silo.NewImage(), $$"""{"n": 3, "temperature": 1, "stream": {{(stream ? "true" : "false")}}}""");

        var error = (await (await _silo.CompleteAsync(chat, "taken")).JsonAsync(409)).GetProperty("error");

        Assert.Equal("question_conflict", error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_id_has_room_for_those_of_the_choices()
    {
        var chat = ChatCalls.Chat(_silo.NewImage(), """{"n": 2, "temperature": 1}""");

        var error = (await (await _silo.CompleteAsync(chat, new('a', 127))).JsonAsync(400)).GetProperty("error");

        Assert.Equal("Idempotency-Key", error.GetProperty("param").GetString());
        await (await _silo.CompleteAsync(chat, new('a', 126))).JsonAsync();
    }

    [Fact]
    public async Task The_engine_prefills_the_prompt_once_for_all_choices()
    {
        await using var silo = await HttpSilo.StartAsync(options => options.Slots = [new() { ModelFolder = EmbeddedModel.Folder }]);

        // The first one warms what all prompts share.
        await PrefilledAsync(1);
        var one = await PrefilledAsync(1);

        // The last two positions of each are its own, because they give its logits.
        Assert.Equal(one + (3 * 2), await PrefilledAsync(4));

        async Task<int> PrefilledAsync(int choices)
        {
            var chat = ChatCalls.Chat(silo.NewImage(), $$"""{"n": {{choices}}, "temperature": 1}""", "judger-tiny");
            var usage = (await (await silo.CompleteAsync(chat)).JsonAsync()).GetProperty("usage");
            return usage.GetProperty("prompt_tokens").GetInt32() - usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32();
        }
    }

    private static IEnumerable<JsonElement> Choices(IEnumerable<JsonElement> chunks) =>
        chunks.SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray());

    private static int Index(JsonElement choice) => choice.GetProperty("index").GetInt32();

    private static IEnumerable<int> Finished(IEnumerable<JsonElement> chunks) =>
        Choices(chunks).Where(choice => choice.GetProperty("finish_reason").ValueKind == JsonValueKind.String).Select(Index);

    private static string TextOf(IEnumerable<JsonElement> chunks, int index) => string.Concat(Choices(chunks).Where(choice => Index(choice) == index)
        .Select(choice => choice.GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : ""));
}
