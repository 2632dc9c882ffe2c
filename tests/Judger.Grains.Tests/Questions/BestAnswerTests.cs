using Judger.Grains.Questions;

namespace Judger.Grains.Tests.Questions;

public sealed class BestAnswerTests
{
    [Fact]
    public void Before_the_refined_answer_it_is_the_baseline() =>
        Assert.Equal(("a", QuestionStage.Baseline), BestAnswer.Of(Record(refined: null)));

    [Fact]
    public void Before_a_correction_it_is_the_refined_answer()
    {
        Assert.Equal(("b", QuestionStage.Refine), BestAnswer.Of(Record("b")));
        Assert.Equal(("b", QuestionStage.Refine), BestAnswer.Of(Record("b", Round("b", null, 0.1))));
    }

    [Fact]
    public void Of_an_expert_without_probabilities_the_last_correction_is_taken() =>
        Assert.Equal(("d", QuestionStage.Correct), BestAnswer.Of(Record("b", Round("b", "c", null), Round("c", "d", null))));

    [Fact]
    public void A_last_correction_that_was_not_rated_is_taken() =>
        Assert.Equal(("c", QuestionStage.Correct), BestAnswer.Of(Record("b", Round("b", "c", 0.4))));

    [Theory]
    [InlineData(0.1, 0.2, 0.3, "d", QuestionStage.Correct)]
    [InlineData(0.1, 0.4, 0.3, "c", QuestionStage.Correct)]
    [InlineData(0.4, 0.2, 0.3, "b", QuestionStage.Refine)]
    [InlineData(0.3, 0.2, 0.3, "d", QuestionStage.Correct)]
    public void Of_rated_answers_the_highest_wins_and_a_tie_goes_to_the_last(double first, double second, double third, string answer, QuestionStage stage) =>
        Assert.Equal((answer, stage), BestAnswer.Of(Record("b", Round("b", "c", first), Round("c", "d", second), Round("d", null, third))));

    private static QuestionRecord Record(string? refined, params CorrectionRound[] rounds) => new()
    {
        Id = "q",
        Request = new() { ImageDigest = "", Question = "?" },
        Baseline = Answer("a"),
        Refined = refined is null ? null : Answer(refined),
        Rounds = rounds,
    };

    private static CorrectionRound Round(string judged, string? corrected, double? probability) => new()
    {
        Judged = judged,
        Judgment = new() { Verdict = AnswerVerdict.Incorrect, Probability = probability },
        Corrected = corrected is null ? null : Answer(corrected),
    };

    private static ModelAnswer Answer(string text) => new() { Text = text, MeanLogProbability = 0, Work = new() };
}
