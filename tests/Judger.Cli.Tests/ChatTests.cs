using System.Text.Json;
using Judger.Cli.Chat;
using Judger.Cli.Hosting;
using Judger.Cli.Tests.Support;
using Judger.TinyModel;

namespace Judger.Cli.Tests;

/// <summary>A conversation in the terminal.</summary>
public sealed class ChatTests : IAsyncLifetime
{
    private LocalJudger _judger = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        EmbeddedModelFolder.Require();
        _judger = await LocalJudger.StartAsync(EmbeddedModel.Folder, [], verbose: false, Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_judger is not null) await _judger.DisposeAsync();
    }

    [Fact]
    public async Task Each_line_is_a_question_and_what_was_said_before_goes_with_it()
    {
        using var folder = new TempFolder();
        var image = folder.Write("scene.png", TestPng.Scene());

        var (said, isDone) = await ChatAsync(
            $"/image {image}", "What number is on the red circle?", "", "/stages", "What color is the square?", "/stages", $"/save {folder["chat.json"]}",
            "/quit", "no");

        Assert.True(isDone);
        var records = JsonDocument.Parse(await File.ReadAllTextAsync(folder["chat.json"], Token)).RootElement;
        Assert.Equal(
            ["What number is on the red circle?", "What color is the square?"],
            records.EnumerateArray().Select(record => record.GetProperty("question").GetString()));
        var turns = records[1].GetProperty("turns");
        Assert.Equal(
            ["What number is on the red circle?", records[0].GetProperty("answer").GetString()],
            turns.EnumerateArray().Select(turn => turn.GetProperty("text").GetString()));
        Assert.Equal((1, "free"), (turns[0].GetProperty("images").GetInt32(), records[1].GetProperty("options").GetProperty("answer").GetString()));
        Assert.Equal(records[0].GetProperty("answer").GetString(), said.Split(Environment.NewLine)[0]);
    }

    [Fact]
    public async Task What_goes_wrong_with_a_line_is_told_and_the_conversation_goes_on()
    {
        using var folder = new TempFolder();
        var image = folder.Write("scene.png", TestPng.Scene());

        var (said, isDone) = await ChatAsync(
            "/picture", "/image", $"/image {folder["none.png"]}", "/save", new string('a', 2001), $"/image {image}", "What color is the square?", "/new",
            "/help", $"/save {folder["chat.json"]}");

        Assert.False(isDone);
        Assert.NotEmpty(said.Split(Environment.NewLine)[0]);
        Assert.Contains("A new conversation.", said, StringComparison.Ordinal);
        Assert.Contains("/image FILE", said, StringComparison.Ordinal);
        Assert.Equal(0, JsonDocument.Parse(await File.ReadAllTextAsync(folder["chat.json"], Token)).RootElement.GetArrayLength());
    }

    private async Task<(string Said, bool IsDone)> ChatAsync(params string[] lines)
    {
        using var input = new StringReader(string.Join('\n', lines));
        await using var output = new StringWriter();
        var conversation = new Conversation("Be brief.", new() { Policy = JudgmentPolicy.Never, Form = AnswerForm.Free });
        var session = new ChatSession(_judger.Client, conversation, input, output, isTerminal: false);
        var isDone = await session.RunAsync(Token);
        return (output.ToString(), isDone);
    }
}
