using Judger.Cli.Output;

namespace Judger.Cli.Tests.Output;

/// <summary>The line on which an answer is shown while it is written.</summary>
public sealed class AnswerLineTests : IDisposable
{
    private readonly StringWriter _terminal = new();

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public void It_is_drawn_over_itself_and_taken_away()
    {
        var line = new AnswerLine(_terminal, () => 80);

        line.Show("refine", new("a long", IsFirst: true));
        line.Show("refine", new(" answer", IsFirst: false));
        line.Clear();

        Assert.Equal($"\r  refine     a long\r  refine     a long answer\r{new string(' ', 26)}\r", _terminal.ToString());
    }

    [Fact]
    public void A_text_that_begins_again_covers_the_one_before()
    {
        var line = new AnswerLine(_terminal, () => 80);

        line.Show("refine", new("a long answer", IsFirst: true));
        line.Show("refine", new("seven", IsFirst: true));

        Assert.EndsWith($"\r  refine     seven{new string(' ', 8)}", _terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_text_that_is_longer_than_the_terminal_the_end_is_shown()
    {
        var line = new AnswerLine(_terminal, () => 20);

        line.Show("refine", new("0123456789", IsFirst: true));

        Assert.Equal("\r  refine     56789", _terminal.ToString());
    }

    [Fact]
    public void Nothing_that_a_model_writes_steers_the_terminal_and_wide_characters_count_twice()
    {
        var line = new AnswerLine(_terminal, () => 22);

        line.Show("refine", new("\u001b[31m\n中文🙂", IsFirst: true));

        Assert.Equal("\r  refine      中文🙂", _terminal.ToString());
    }

    [Fact]
    public void A_terminal_without_columns_gets_no_text() =>
        Assert.Null(Record.Exception(() => new AnswerLine(_terminal, () => 0).Show("refine", new("text", IsFirst: true))));
}
