using Judger.Core.Judgments;
using Judger.Training.Data.Llava;
using Judger.Training.Proof;
using Judger.Training.Tests.Support;

namespace Judger.Training.Tests.Llava;

public sealed class ProofRunTests : IDisposable
{
    private readonly LlavaFolder _folder = new();

    [Fact]
    public async Task A_models_mistakes_are_judged_trained_on_with_and_without_judgments_and_both_are_asked()
    {
        var said = new List<string>();
        var options =
            new ProofOptions { Checkpoint = _folder.Checkpoint, Folder = _folder.At("proof"), Rows = 8, Steps = 2, Batch = 4, Seeds = [5], Scenes = 2 };
        await new ProofRun(options, said.Add).RunAsync(TestContext.Current.CancellationToken);

        var rows = LlavaFile.Read(_folder.At("proof/mistakes-5/data.json"));
        var judged = rows.Where(row => row.IsJudged).ToList();
        Assert.Equal(8, judged.Count);
        Assert.All(judged, row => Assert.Equal(JudgmentFeedback.ForReference(row.Response!, row.Answer), row.Feedback));
        Assert.All(judged, row => Assert.NotEqual(row.Answer, row.Response));
        Assert.All(rows, row => Assert.NotNull(row.Box));
        Assert.Contains("correction", Curve("cut-5"), StringComparison.Ordinal);
        Assert.DoesNotContain("cut_flagged", Curve("plain-5"), StringComparison.Ordinal);
        Assert.Equal(["start", "plain seed 5", "cut seed 5", "plain mean", "cut mean"], said[^5..].Select(line => line[..16].TrimEnd()));

        // What is done is not done again.
        var again = new List<string>();
        await new ProofRun(options, again.Add).RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(said[^6..], again);

        string Curve(string run) => File.ReadAllText(_folder.At($"proof/{run}/learning-curve.csv"));
    }

    [Fact]
    public void Shares_count_a_question_that_was_right_at_once_as_right_in_the_end()
    {
        var score = new ProofScore(1, 1, 0, 0, 1, 1, 1) + new ProofScore(1, 0, 1, 0, 1, 0, 0) + new ProofScore(1, 0, 1, 1, 0, 0, 0) + new ProofScore(
            1, 0, 0, 0, 0, 0, 0);
        Assert.Equal((0.25, 0.75), (score.RefinedShare, score.CorrectedShare));
        Assert.Equal((2 / 3.0, 1 / 3.0), (score.NamedShare, score.RejectedShare));
        Assert.Equal((0.5, 0.5), (score.FineShare, score.HitShare));
    }

    public void Dispose() => _folder.Dispose();
}
