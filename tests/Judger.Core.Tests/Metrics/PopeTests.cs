using Judger.Core.Metrics;

namespace Judger.Core.Tests.Metrics;

public sealed class PopeTests
{
    [Theory]
    [InlineData("Yes. There is no dog", true)]
    [InlineData("There is no dog. Yes", false)]
    public void Only_the_text_before_the_first_period_counts(string reply, bool yes) => Assert.Equal(yes, PopeAnswer.IsYes(reply));

    [Theory]
    [InlineData("No, there is a cat", false)]
    [InlineData("no,there", true)]
    public void Commas_are_deleted_and_leave_no_space(string reply, bool yes) => Assert.Equal(yes, PopeAnswer.IsYes(reply));

    [Theory]
    [InlineData("It is not there", false)]
    [InlineData("NO", true)]
    [InlineData("Not there", true)]
    [InlineData("no\n", true)]
    [InlineData("nothing", true)]
    [InlineData("", true)]
    public void Three_words_say_no_and_everything_else_is_yes(string reply, bool yes) => Assert.Equal(yes, PopeAnswer.IsYes(reply));

    [Fact]
    public void Ratios_follow_from_the_counts()
    {
        // 3 hits, 1 false alarm, 4 right refusals, 2 misses.
        var counts = PopeCounts.Of([.. Answers("yes", "yes", 3), .. Answers("yes", "no", 1), .. Answers("no", "no", 4), .. Answers("no", "yes", 2)]);

        Assert.Equal(new PopeCounts(3, 1, 4, 2), counts);
        Assert.Equal((0.7, 0.75, 0.6, 0.4), (counts.Accuracy, counts.Precision, counts.Recall, counts.YesRatio));
        Assert.Equal(2 * 0.75 * 0.6 / (0.75 + 0.6), counts.F1, 12);
    }

    [Fact]
    public void A_missing_reply_is_wrong_whatever_the_label() =>
        Assert.Equal(new PopeCounts(0, 1, 0, 1), PopeCounts.Of([(null, "yes"), (null, "no")]));

    [Fact]
    public void Without_answers_every_ratio_is_zero()
    {
        var none = PopeCounts.Of([]);

        Assert.Equal((0, 0, 0, 0, 0), (none.Accuracy, none.Precision, none.Recall, none.F1, none.YesRatio));
    }

    private static IEnumerable<(string?, string)> Answers(string reply, string label, int count) => Enumerable.Repeat(((string?)reply, label), count);
}
