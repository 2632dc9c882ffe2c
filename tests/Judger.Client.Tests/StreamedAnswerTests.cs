namespace Judger.Client.Tests;

/// <summary>Text that is passed on while an answer is written.</summary>
public sealed class StreamedAnswerTests
{
    private readonly StreamedAnswer _answer = new(QuestionId.Parse("q"));

    [Fact]
    public void Only_final_answers_are_passed_on()
    {
        Assert.Null(_answer.Next(new(0, QuestionStage.Refine, 0, null)));
        Assert.Null(_answer.Next(Piece("one", isFirst: true) with { IsFinal = false }));
        Assert.Equal("two", _answer.Next(Piece("two", isFirst: true))?.Text);
        Assert.Equal(" three", _answer.End(Record("two three"))?.Text);
    }

    [Fact]
    public void An_answer_that_nobody_heard_is_passed_on_as_a_whole()
    {
        Assert.False(_answer.HasBegun);
        Assert.Equal("all of it", _answer.End(Record("all of it"))?.Text);
        Assert.True(_answer.HasBegun);
        Assert.Null(_answer.End(Record("all of it")));
    }

    [Fact]
    public void A_text_that_begins_again_goes_on_where_it_stands()
    {
        Assert.Equal("a long", _answer.Next(Piece("a long", isFirst: true))?.Text);
        Assert.Null(_answer.Next(Piece("a", isFirst: true)));
        Assert.Equal(" answer", _answer.Next(Piece(" long answer", isFirst: false))?.Text);
        Assert.Null(_answer.End(Record("a long answer")));
    }

    [Fact]
    public void A_text_that_begins_again_as_another_is_never_mixed_with_the_first()
    {
        Assert.Equal("a long", _answer.Next(Piece("a long", isFirst: true))?.Text);
        Assert.Null(_answer.Next(Piece("a short answer", isFirst: true)));
        Assert.Null(_answer.Next(Piece(" and more", isFirst: false)));

        var changed = Assert.Throws<AnswerChangedException>(() => _answer.End(Record("a short answer and more")));

        Assert.Equal(
            "The answer was written again after a server was lost, and is another, so the text that was sent is not the answer. "
            + "Ask again under the id q to have the answer.",
            changed.Message);
    }

    [Fact]
    public void A_budget_that_ended_before_says_so()
    {
        _answer.Next(Piece("a long", isFirst: true));

        var changed = Assert.Throws<AnswerChangedException>(() => _answer.End(Record("an earlier one") with { IsCutShort = true }));

        Assert.StartsWith("The question's budget ended", changed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_token_is_passed_on_once()
    {
        AnswerToken[] tokens = [new(1, "a", -0.1), new(2, " b", -0.2), new(3, " c", -0.3)];
        var piece = Piece("a", isFirst: true);

        Assert.Equal(tokens[..1], _answer.Next(piece with { Piece = piece.Piece! with { Tokens = tokens[..1] } })?.Tokens);
        Assert.Null(_answer.Next(piece with { Piece = piece.Piece! with { Tokens = tokens[..1] } }));
        Assert.Equal(tokens[1..], _answer.End(Record("a b c", tokens))?.Tokens);
    }

    private static QuestionEvent Piece(string text, bool isFirst) =>
        new(4, QuestionStage.Refine, 0, null) { Piece = new(text, isFirst), IsFinal = true };

    private static QuestionRecord Record(string answer, IReadOnlyList<AnswerToken>? tokens = null) => new()
    {
        Id = QuestionId.Parse("q"),
        Request = new() { Images = [default], Question = "?" },
        Answer = answer,
        AnsweredBy = QuestionStage.Refine,
        Stages = [new() { Stage = QuestionStage.Refine, Outcome = new ModelAnswer { Text = answer, MeanLogProbability = 0, Tokens = tokens } }],
    };
}
