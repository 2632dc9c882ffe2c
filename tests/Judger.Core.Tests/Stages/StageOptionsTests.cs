using Judger.Core.Stages;

namespace Judger.Core.Tests.Stages;

public sealed class StageOptionsTests
{
    [Fact]
    public void The_defaults_are_valid_and_ask_for_two_rounds()
    {
        var options = new AskOptions();

        Assert.Empty(StagePolicy.Errors(options));
        Assert.Equal(2, options.MaxRounds);
        Assert.Equal(JudgmentPolicy.WhenUncertain, options.Policy);
    }

    [Fact]
    public void All_errors_are_told_at_once_each_with_its_key_and_remedy()
    {
        var options = new AskOptions { Policy = (JudgmentPolicy)9, Look = (LookPolicy)7, MaxRounds = 17, UncertainBelow = 0.7 };

        Assert.Equal(
            [
                "Policy is 9; set it to Always, WhenUncertain, Never.",
                "Look is 7; set it to Auto, Always, Never.",
                "MaxRounds is 17; set it between 0 and 16.",
                "UncertainBelow is 0.7; set it to a log-probability, 0 or less.",
            ],
            StagePolicy.Errors(options));
    }

    [Fact]
    public void The_limits_themselves_are_valid() =>
        Assert.Empty(StagePolicy.Errors(new AskOptions { MaxRounds = 0, UncertainBelow = 0 }));

    [Fact]
    public void A_policy_refuses_options_that_are_not_valid()
    {
        var error = Assert.Throws<ArgumentException>(() => new StagePolicy(new AskOptions { MaxRounds = -1, UncertainBelow = double.NaN }));

        Assert.Equal(
            "MaxRounds is -1; set it between 0 and 16. UncertainBelow is NaN; set it to a log-probability, 0 or less. (Parameter 'options')", error.Message);
    }
}
