using Judger.Core.Judgments;
using Judger.Inference.Contract;
using Judger.TinyModel.World;

namespace Judger.Training.Proof;

/// <summary>Asks an exported model about scenes of the test split, which nothing trains on.</summary>
internal sealed class HeldOutScenes(IInferenceEngine engine, int scenes)
{
    private const ulong Stream = 77;

    private readonly Lock _lock = new();

    public async Task<ProofScore> AskAsync(CancellationToken cancellationToken)
    {
        var score = new ProofScore();
        await Parallel.ForAsync(0, scenes, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (i, token) =>
        {
            var scene = SceneGenerator.Draw(SceneSplit.Test, Stream, (ulong)i);
            var random = new WorldRandom((ulong)SceneSplit.Test, Stream, (ulong)i, 1);
            var asker = new WorldAsker(engine, $"test-{Stream}-{i}", scene);
            foreach (var kind in Enum.GetValues<QuestionKind>())
            {
                var one = await AskAsync(asker, QuestionWriter.Ask(random, scene, kind), token);
                lock (_lock) score = score + one;
            }
        });
        return score;
    }

    /// <summary>The judgment that names the answer shows whether the model listens; the one that only rejects, whether it can look again.</summary>
    private static async Task<ProofScore> AskAsync(WorldAsker asker, WorldQuestion question, CancellationToken cancellationToken)
    {
        var crop = await asker.LocateAsync(question.Text, cancellationToken);
        var hit = question.Kind == QuestionKind.Fine && crop.Contains(question.Target!.DigitBox) ? 1 : 0;
        var fine = question.Kind == QuestionKind.Fine ? 1 : 0;
        var refined = await asker.RefineAsync(question, crop, cancellationToken);
        if (WorldAsker.IsRight(question, refined)) return new(1, 1, 0, 0, fine, fine, hit);
        var named = await asker.CorrectAsync(question, crop, refined, JudgmentFeedback.ForReference(refined, question.Answer), cancellationToken);
        var rejected = await asker.CorrectAsync(question, crop, refined, JudgmentFeedback.Rejected, cancellationToken);
        return new(1, 0, WorldAsker.IsRight(question, named) ? 1 : 0, WorldAsker.IsRight(question, rejected) ? 1 : 0, fine, 0, hit);
    }
}
