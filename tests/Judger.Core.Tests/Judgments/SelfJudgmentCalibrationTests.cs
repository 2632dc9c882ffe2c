using Judger.Core.Judgments;

namespace Judger.Core.Tests.Judgments;

public sealed class SelfJudgmentCalibrationTests
{
    [Fact]
    public void The_threshold_lies_between_the_wrong_answers_and_the_right_ones() =>
        Assert.Equal(0.3, SelfJudgmentCalibration.Fit([.. Answers(10, 0.2, false), .. Answers(90, 0.4, true)]).Threshold!.Value, 12);

    [Fact]
    public void Right_answers_are_rejected_only_where_more_wrong_ones_are()
    {
        // Below 0.2: 20 wrong and 5 right. Up to 0.4: 5 wrong and 30 right more, which would turn the gain into a loss.
        var fitted = SelfJudgmentCalibration.Fit(
            [.. Answers(20, 0.1, false), .. Answers(5, 0.1, true), .. Answers(5, 0.35, false), .. Answers(30, 0.35, true), .. Answers(500, 0.9, true)]);

        Assert.Equal(0.225, fitted.Threshold!.Value, 12);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(3, 0)]
    [InlineData(6, 4)]
    [InlineData(20, 60)]
    public void Where_rejections_are_not_surely_more_often_right_than_wrong_there_is_no_threshold(int wrong, int right) =>
        Assert.Null(SelfJudgmentCalibration.Fit([.. Answers(wrong, 0.2, false), .. Answers(right, 0.2, true), .. Answers(100, 0.9, true)]).Threshold);

    [Fact]
    public void Answers_of_the_same_probability_are_not_told_apart()
    {
        var fitted = SelfJudgmentCalibration.Fit([.. Answers(10, 0.2, false), .. Answers(10, 0.2, true), .. Answers(80, 0.9, true)]);

        Assert.Null(fitted.Threshold);
    }

    [Fact]
    public void The_order_of_answers_and_probabilities_that_are_no_numbers_do_not_matter()
    {
        (double, bool)[] answers = [.. Answers(40, 0.9, true), .. Answers(3, double.NaN, false), .. Answers(9, 0.1, false), .. Answers(2, 0.05, true)];

        Assert.Equal(0.5, SelfJudgmentCalibration.Fit(answers).Threshold!.Value, 12);
        Assert.Equal(SelfJudgmentCalibration.Fit(answers), SelfJudgmentCalibration.Fit(answers.Reverse()));
    }

    [Fact]
    public void Without_answers_there_is_no_threshold() => Assert.Null(SelfJudgmentCalibration.Fit([]).Threshold);

    [Fact]
    public void Where_every_answer_is_wrong_all_are_rejected() => Assert.Equal(0.85, SelfJudgmentCalibration.Fit(Answers(20, 0.7, false)).Threshold!.Value, 12);

    private static IEnumerable<(double, bool)> Answers(int count, double probability, bool isRight) => Enumerable.Repeat((probability, isRight), count);
}
