using Judger.Core.Stages;

namespace Judger.Core.Tests.Stages;

public sealed class BestAnswerTests
{
    [Fact]
    public void Before_the_refined_answer_it_is_the_baseline() =>
        Assert.Equal(("a", QuestionStage.Baseline), BestAnswer.Of(Record(null)));

    [Fact]
    public void Before_a_correction_it_is_the_refined_answer()
    {
        Assert.Equal(("b", QuestionStage.Refine), BestAnswer.Of(Record("b")));
        Assert.Equal(("b", QuestionStage.Refine), BestAnswer.Of(Record("b", Round(null, 0.1))));
    }

    [Fact]
    public void Of_an_expert_without_probabilities_the_last_correction_is_taken() =>
        Assert.Equal(("d", QuestionStage.Correct), BestAnswer.Of(Record("b", Round("c", null), Round("d", null))));

    [Fact]
    public void A_last_correction_that_was_not_rated_is_taken() =>
        Assert.Equal(("c", QuestionStage.Correct), BestAnswer.Of(Record("b", Round("c", 0.4))));

    [Theory]
    [InlineData(0.1, 0.2, 0.3, "d", QuestionStage.Correct)]
    [InlineData(0.1, 0.4, 0.3, "c", QuestionStage.Correct)]
    [InlineData(0.4, 0.2, 0.3, "b", QuestionStage.Refine)]
    [InlineData(0.3, 0.2, 0.3, "d", QuestionStage.Correct)]
    public void Of_rated_answers_the_highest_wins_and_a_tie_goes_to_the_last(double first, double second, double third, string answer, QuestionStage stage) =>
        Assert.Equal((answer, stage), BestAnswer.Of(Record("b", Round("c", first), Round("d", second), Round(null, third))));

    [Fact]
    public void Where_nobody_looked_again_the_baseline_takes_the_refined_answers_place()
    {
        Assert.Equal(("a", QuestionStage.Baseline), BestAnswer.Of(Record(null, Round(null, 0.1))));
        Assert.Equal(("c", QuestionStage.Correct), BestAnswer.Of(Record(null, Round("c", 0.1), Round(null, 0.4))));
        Assert.Equal(("a", QuestionStage.Baseline), BestAnswer.Of(Record(null, Round("c", 0.4), Round(null, 0.1))));
    }

    private static QuestionRecord Record(string? refined, params (string? Corrected, double? Probability)[] rounds)
    {
        var stages = new List<StageEntry> { Entry(QuestionStage.Baseline, Answer("a")) };
        if (refined is not null) stages.Add(Entry(QuestionStage.Refine, Answer(refined)));
        foreach (var (corrected, probability) in rounds)
        {
            stages.Add(Entry(QuestionStage.Judge, new Judgment { Verdict = Verdict.Incorrect, Probability = probability }));
            if (corrected is not null) stages.Add(Entry(QuestionStage.Correct, Answer(corrected)));
        }

        return new() { Id = QuestionId.Parse("q"), Request = new() { Images = [default], Question = "?" }, Stages = stages };
    }

    private static StageEntry Entry(QuestionStage stage, StageOutcome outcome) => new() { Stage = stage, Outcome = outcome };

    private static (string? Corrected, double? Probability) Round(string? corrected, double? probability) => (corrected, probability);

    private static ModelAnswer Answer(string text) => new() { Text = text, MeanLogProbability = 0 };
}
