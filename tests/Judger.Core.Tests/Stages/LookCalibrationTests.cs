using Judger.Core.Stages;

namespace Judger.Core.Tests.Stages;

/// <summary>How sure a first answer must be for another look not to help: the threshold by hand on small sets.</summary>
public sealed class LookCalibrationTests
{
    [Fact]
    public void Answers_that_looking_does_not_change_need_no_look_down_to_the_least_sure()
    {
        (double, double, double)[] answers = [(0.9, 1, 1), (0.7, 1, 1), (0.5, 0, 0)];

        Assert.Equal(new LookCalibration(0.25), LookCalibration.Fit(answers));
    }

    [Fact]
    public void The_threshold_ends_half_way_before_the_first_answers_that_cost_too_much()
    {
        // Of 400, two may be lost: the third at 0.4 is one too many.
        var answers = Enumerable.Repeat((0.9, 1.0, 1.0), 300).Append((0.8, 0.0, 1.0)).Append((0.6, 0.0, 1.0)).Append((0.4, 0.0, 1.0))
            .Concat(Enumerable.Repeat((0.2, 0.0, 1.0), 97)).ToList();

        Assert.Equal(0.5, LookCalibration.Fit(answers).SureAbove!.Value, 12);
    }

    [Fact]
    public void What_a_look_makes_worse_makes_up_for_what_it_makes_better_among_surer_ones_only()
    {
        var answers = Enumerable.Repeat((0.9, 1.0, 0.0), 3).Concat(Enumerable.Repeat((0.5, 0.0, 1.0), 3)).ToList();
        Assert.Equal(0.25, LookCalibration.Fit(answers).SureAbove!.Value, 12);

        var other = Enumerable.Repeat((0.9, 0.0, 1.0), 3).Concat(Enumerable.Repeat((0.5, 1.0, 0.0), 3)).ToList();
        Assert.Null(LookCalibration.Fit(other).SureAbove);
    }

    [Fact]
    public void Answers_of_one_certainty_are_skipped_together()
    {
        (double, double, double)[] answers = [(0.9, 1, 1), (0.9, 0, 1), (0.5, 1, 1)];

        Assert.Null(LookCalibration.Fit(answers).SureAbove);
    }

    [Fact]
    public void A_certainty_that_is_not_a_number_is_never_skipped()
    {
        (double, double, double)[] answers = [(double.NaN, 0, 1), (0.9, 1, 1)];

        Assert.Equal(0.45, LookCalibration.Fit(answers).SureAbove!.Value, 12);
        Assert.Equal((0.5, 1.0), LookCalibration.At(answers, 0.45));
    }

    [Fact]
    public void Nothing_that_was_measured_gives_no_threshold() => Assert.Null(LookCalibration.Fit([]).SureAbove);
}
