using Judger.Grains.Tests.Support;

namespace Judger.Grains.Tests.Questions;

/// <summary>When answers are corrected, and when the rounds end.</summary>
public sealed class CorrectionTests(JudgerSilo silo)
{
    private static readonly Dictionary<string, string> CountingUp = new() { ["1"] = "2", ["2"] = "3", ["3"] = "4", ["4"] = "5" };

    [Theory]
    [InlineData("7")]
    [InlineData(" 7.")]
    public async Task A_right_answer_is_not_corrected(string reference)
    {
        var record = await silo.AskAsync(new Script { Refined = "7" }, Reference(reference));

        var round = Assert.Single(record.Rounds);
        Assert.Equal((Verdict.Correct, "", null), (round.Judgment.Verdict, round.Judgment.Feedback, round.Corrected));
        Assert.Equal(("7", QuestionStage.Refine), (record.Answer, record.AnsweredBy));
    }

    [Theory]
    [InlineData(0, new[] { "1" }, "1")]
    [InlineData(1, new[] { "1" }, "2")]
    [InlineData(2, new[] { "1", "2" }, "3")]
    [InlineData(3, new[] { "1", "2", "3" }, "4")]
    public async Task The_rounds_stop_at_their_limit(int maxRounds, string[] judged, string answer)
    {
        var record = await silo.AskAsync(new Script { Refined = "1", Corrections = CountingUp }, Reference("9", maxRounds));

        Assert.Equal(judged, record.Rounds.Select(round => round.Judged.Text));
        Assert.Equal(maxRounds, record.Rounds.Count(round => round.Corrected is not null));
        Assert.Equal(answer, record.Answer);
    }

    [Fact]
    public async Task The_rounds_stop_when_the_answer_is_right()
    {
        var record = await silo.AskAsync(new Script { Refined = "1", Corrections = CountingUp }, Reference("3", maxRounds: 16));

        Assert.Equal(["1", "2", "3"], record.Rounds.Select(round => round.Judged.Text));
        Assert.Equal(("3", QuestionStage.Correct), (record.Answer, record.AnsweredBy));
    }

    [Fact]
    public async Task The_rounds_stop_when_the_answer_does_not_change()
    {
        var record = await silo.AskAsync(
            new Script { Refined = "1", Corrections = new Dictionary<string, string> { ["1"] = "1." } }, Reference("9", maxRounds: 16));

        var round = Assert.Single(record.Rounds);
        Assert.Equal("1.", round.Corrected!.Text);
    }

    [Fact]
    public async Task An_answer_that_the_model_believes_is_not_corrected()
    {
        var record = await silo.AskAsync(Rated("1", "2", 0.7, 0.9), new AskOptions { Policy = JudgmentPolicy.Always });

        var round = Assert.Single(record.Rounds);
        Assert.Equal((Verdict.Correct, null), (round.Judgment.Verdict, round.Corrected));
        Assert.Equal(0.7, round.Judgment.Probability!.Value, 9);
        Assert.Equal("1", record.Answer);
    }

    [Fact]
    public async Task The_old_answer_wins_when_the_model_rates_it_higher()
    {
        var record = await silo.AskAsync(Rated("1", "2", 0.4, 0.1), new AskOptions { Policy = JudgmentPolicy.Always, MaxRounds = 1 });

        Assert.Equal(["1", "2"], record.Rounds.Select(round => round.Judged.Text));
        Assert.Equal("2", record.Rounds[0].Corrected!.Text);
        Assert.Equal(("1", QuestionStage.Refine), (record.Answer, record.AnsweredBy));
    }

    [Fact]
    public async Task The_new_answer_wins_when_the_model_rates_it_higher()
    {
        var record = await silo.AskAsync(Rated("1", "2", 0.1, 0.4), new AskOptions { Policy = JudgmentPolicy.Always, MaxRounds = 1 });

        Assert.Equal(("2", QuestionStage.Correct), (record.Answer, record.AnsweredBy));
    }

    private static AskOptions Reference(string answer, int maxRounds = 2) =>
        new() { Expert = ExpertNames.Reference, ReferenceAnswer = answer, MaxRounds = maxRounds, Policy = JudgmentPolicy.Always };

    private static Script Rated(string first, string second, double firstRating, double secondRating) => new()
    {
        Refined = first,
        Corrections = new Dictionary<string, string> { [first] = second },
        Ratings = new Dictionary<string, double> { [first] = firstRating, [second] = secondRating },
    };
}
