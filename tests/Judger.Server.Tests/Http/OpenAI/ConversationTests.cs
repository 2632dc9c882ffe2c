using System.Text.Json;
using System.Text.Json.Nodes;
using Judger.TinyModel;

namespace Judger.Server.Tests.Http.OpenAI;

/// <summary>Chats of several turns.</summary>
public sealed class ConversationTests : IAsyncLifetime
{
    private HttpSilo _silo = null!;

    public async ValueTask InitializeAsync() => _silo = await HttpSilo.StartAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task The_question_is_the_last_turn_and_the_last_image_is_looked_at()
    {
        var chat = Chat(
            Message("developer", "Be brief."), User("What is this?", _silo.NewImage()), Message("assistant", "A sign."),
            User("And this?", _silo.NewImage(), _silo.NewImage()), Message("assistant", Parts(("text", "A tree."))), Message("system", "Be kind."),
            User("Sure?"));

        var record = await RecordAsync(chat);

        Assert.Equal(("Sure?", "Be brief.\n\nBe kind."), (record.GetProperty("question").GetString(), record.GetProperty("instructions").GetString()));
        Assert.Equal((3, 2), (record.GetProperty("images").GetArrayLength(), record.GetProperty("attended").GetInt32()));
        Assert.Equal(
            ["user What is this? 1", "assistant A sign. 0", "user And this? 2", "assistant A tree. 0"],
            record.GetProperty("turns").EnumerateArray().Select(turn => $"{turn.GetProperty("role").GetString()} {turn.GetProperty("text").GetString()} "
                + $"{(turn.TryGetProperty("images", out var images) ? images.GetInt32() : 0)}"));
        Assert.Equal("free", record.GetProperty("options").GetProperty("answer").GetString());
        chat["judger"]!["image_index"] = 0;
        Assert.False((await RecordAsync(chat)).TryGetProperty("attended", out _));
    }

    [Fact]
    public async Task Messages_of_one_side_that_follow_each_other_are_one_turn()
    {
        var record = await RecordAsync(Chat(
            User("", _silo.NewImage()), User("Look."), Message("assistant", "I look."), Message("assistant", "At what?"),
            Message("user", Parts(("text", "At the sign."))), User("What does it say?")));

        Assert.Equal("At the sign.\nWhat does it say?", record.GetProperty("question").GetString());
        Assert.Equal(["Look.", "I look.\nAt what?"], record.GetProperty("turns").EnumerateArray().Select(turn => turn.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Each_turn_prefills_only_what_is_new()
    {
        var image = User("What is on the left of the picture, as far as you can see it?", _silo.NewImage());
        var messages = new List<JsonObject> { Message("system", string.Concat(Enumerable.Repeat("Be brief. ", 20))), image };
        var works = new List<(int Prefilled, int Reused)>();
        for (var turn = 0; turn < 3; turn++)
        {
            var chat = Chat([.. messages.Select(message => message.DeepClone().AsObject())]);
            chat["max_tokens"] = 6;
            var record = await RecordAsync(chat);
            var work = record.Entry("baseline").GetProperty("work");
            works.Add((work.GetProperty("tokens_prefilled").GetInt32(), work.GetProperty("tokens_reused").GetInt32()));

            // What the baseline said is in the cache; another answer would have to be read.
            messages.Add(Message("assistant", record.Entry("baseline").GetProperty("answer").GetProperty("text").GetString()!));
            messages.Add(User("And what is beside it?"));
        }

        Assert.Equal(0, works[0].Reused);
        foreach (var (before, after) in works.Zip(works.Skip(1)))
        {
            Assert.InRange(after.Reused, before.Prefilled + before.Reused - 1, int.MaxValue);
            Assert.InRange(after.Prefilled, 1, 80);
        }
    }

    [Fact]
    public async Task A_chat_without_an_image_is_answered_and_nobody_looks()
    {
        var completion = await (await PostAsync(Chat(User("Are you there?")))).JsonAsync();

        var record = completion.GetProperty("judger");
        Assert.NotEmpty(completion.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!);
        Assert.Equal(0, record.GetProperty("images").GetArrayLength());
        Assert.Equal(["no image", "no image"], new[] { "locate", "refine" }.Select(stage => record.Entry(stage).GetProperty("skipped").GetString()));
        var id = record.GetProperty("id").GetString();
        Assert.Equal(404, (int)(await _silo.SendAsync(HttpMethod.Get, $"/v1/questions/{id}/overlay")).StatusCode);
    }

    [Fact]
    public async Task A_question_of_the_native_api_may_have_turns_and_then_no_image()
    {
        var rich = await (await _silo.PostAsync(_silo.Question(
            ("instructions", "Be brief."),
            ("turns", new object[] { new { role = "user", text = "Here.", images = 1 }, new { role = "assistant", text = "Yes?" } }),
            ("answer", "free")))).JsonAsync();
        var bare = _silo.Question(("turns", Array.Empty<object>()));
        bare.Remove("image");
        var without = await (await _silo.PostAsync(bare)).JsonAsync();
        bare.Remove("turns");

        Assert.Equal(
            ("Be brief.", 2, "free"),
            (
                rich.GetProperty("instructions").GetString(), rich.GetProperty("turns").GetArrayLength(),
                rich.GetProperty("options").GetProperty("answer").GetString()));
        Assert.Equal("no image", without.Entry("locate").GetProperty("skipped").GetString());
        var problem = await (await _silo.PostAsync(bare)).JsonAsync(400);
        Assert.StartsWith("image is missing.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_embedded_model_leaves_out_what_it_was_not_trained_on_answers_all_the_same_and_says_so()
    {
        await using var silo = await HttpSilo.StartAsync(options => options.Slots = [new() { ModelFolder = EmbeddedModel.Folder }]);
        var image = silo.NewImage();
        var bare = Chat(User("What color is the square?", image));
        var shortly = Chat(User("What color is the square?", image));
        shortly["judger"]!["answer"] = "short";
        var rich = Chat(
            Message("system", string.Concat(Enumerable.Repeat("Be brief. ", 500))), User("What is it?", image), Message("assistant", "A square."),
            User("What color is the square?"));
        foreach (var chat in new[] { bare, shortly, rich }) chat["model"] = "judger-tiny";

        var records = new List<JsonElement>();
        foreach (var chat in new[] { bare, shortly, rich })
            records.Add((await (await silo.CompleteAsync(chat)).JsonAsync()).GetProperty("judger"));

        Assert.Single(records.Select(record => record.GetProperty("answer").GetString()).Distinct());
        Assert.Single(records.Select(record => record.Entry("locate").GetProperty("region").GetRawText()).Distinct());
        Assert.Equal(
            ["answer", "", "instructions, turns, answer"],
            records.Select(record => record.Entry("refine").GetProperty("answer").TryGetProperty("left_out", out var parts)
                ? string.Join(", ", parts.EnumerateArray().Select(part => part.GetString()))
                : ""));
    }

    private static JsonObject Message(string role, JsonNode content) => new() { ["role"] = role, ["content"] = content };

    private static JsonArray Parts(params (string Type, string Text)[] parts) =>
        [.. parts.Select(part => new JsonObject { ["type"] = part.Type, [part.Type] = part.Text })];

    private static JsonObject User(string text, params byte[][] images)
    {
        var parts = text.Length == 0 ? [] : Parts(("text", text));
        foreach (var image in images)
        {
            parts.Add(new JsonObject
            {
                ["type"] = "image_url",
                ["image_url"] = new JsonObject { ["url"] = $"data:image/png;base64,{Convert.ToBase64String(image)}" },
            });
        }

        return Message("user", parts);
    }

    private static JsonObject Chat(params JsonObject[] messages) => new()
    {
        ["model"] = "simulated",
        ["messages"] = new JsonArray([.. messages]),
        ["judger"] = new JsonObject { ["policy"] = "never" },
    };

    private async Task<JsonElement> RecordAsync(JsonObject chat) => (await (await PostAsync(chat)).JsonAsync()).GetProperty("judger");

    private Task<HttpResponseMessage> PostAsync(JsonObject chat) => _silo.CompleteAsync(chat);
}
