using Judger.Core.Judgments;
using Judger.Grains.Tests.Support;

namespace Judger.Grains.Tests.Questions;

/// <summary>When a model is asked to judge itself, and what its judgment then means, by what the manifest says that it is worth.</summary>
public sealed class SelfJudgmentTests
{
    // The two answers differ and are as sure as each other: in doubt.
    private static readonly Script InDoubt = new() { Baseline = "4", Refined = "3", Corrections = new Dictionary<string, string> { ["3"] = "7" } };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task By_default_a_model_whose_judgment_is_not_known_to_help_is_not_asked(bool isMeasured)
    {
        await using var silo = await StartAsync(isMeasured ? new(Threshold: null) : null);
        var request = await silo.PrepareAsync(InDoubt, new());
        var events = new List<QuestionEvent>();

        await foreach (var happened in silo.Client.AskStreamAsync(request, JudgerSilo.NewId(), 0, Token)) events.Add(happened);

        var entry = events[^1].Entry!;
        Assert.Equal((QuestionStage.Judge, new StageSkipped("self-judgment not calibrated")), (entry.Stage, entry.Outcome));
        Assert.DoesNotContain(events, happened => happened is { Stage: QuestionStage.Judge, IsFinished: false });
        Assert.DoesNotContain(silo.Engine.CallsOf(request), call => call.Pass == Pass.SelfJudgment);
    }

    [Theory]
    [InlineData(ExpertNames.Self, JudgmentPolicy.WhenUncertain)]
    [InlineData(ExpertNames.Self, JudgmentPolicy.Always)]
    [InlineData(null, JudgmentPolicy.Always)]
    public async Task Asked_for_by_name_or_by_policy_it_judges_by_a_half(string? expert, JudgmentPolicy policy)
    {
        await using var silo = await StartAsync(null);

        var record = await silo.AskAsync(InDoubt with { Ratings = Rating(0.49) }, new() { Expert = expert, Policy = policy, MaxRounds = 0 });

        Assert.Equal((Verdict.Incorrect, 0.49), (Assert.Single(record.Rounds).Judgment.Verdict, Math.Round(record.Rounds[0].Judgment.Probability!.Value, 6)));
    }

    [Theory]
    [InlineData(0.19, Verdict.Incorrect, "7")]
    [InlineData(0.21, Verdict.Unable, "3")]
    [InlineData(0.51, Verdict.Correct, "3")]
    public async Task A_calibrated_model_is_asked_in_doubt_and_rejects_below_its_threshold_only(double rating, Verdict verdict, string answer)
    {
        await using var silo = await StartAsync(new(0.2));

        var record = await silo.AskAsync(InDoubt with { Ratings = Rating(rating) }, new() { MaxRounds = 1 });

        Assert.Equal((verdict, answer), (record.Rounds[0].Judgment.Verdict, record.Answer));
    }

    private static async Task<JudgerSilo> StartAsync(SelfJudgmentCalibration? selfJudgment)
    {
        var silo = new JudgerSilo(selfJudgment);
        await silo.InitializeAsync();
        return silo;
    }

    private static Dictionary<string, double> Rating(double rating) => new() { ["3"] = rating };
}
