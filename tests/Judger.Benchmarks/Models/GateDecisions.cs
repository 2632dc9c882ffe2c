using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.TinyModel;
using Judger.TinyModel.World;

namespace Judger.Benchmarks.Models;

/// <summary>Which questions of the synthetic world the embedded model looks at again, where it may leave that out.</summary>
internal static class GateDecisions
{
    /// <summary>Of 512 questions the answers stay as right with it, within half a point (`judger calibrate`).</summary>
    public const double SureAbove = 0.90;

    private const int AnswerTokens = 20;

    /// <summary>Asks the questions of some scenes.</summary>
    /// <returns>For each question, whether the model looks again.</returns>
    public static async Task<IReadOnlyList<bool>> ReplayAsync(int scenes, CancellationToken cancellationToken)
    {
        await using var engine = Load();
        var decisions = new List<bool>();
        for (var seed = 0; seed < scenes; seed++)
        {
            var (scene, questions) = DemoScene.Draw(seed);
            var image = new ImageInput($"scene {seed}", scene.Image, PixelBox.Whole(scene.Image.Size));
            foreach (var question in questions)
            {
                var answer = await engine.GenerateAsync(
                    new() { Prompt = engine.Manifest.Prompts.Baseline.Fill(question.Text), Images = [image] }, cancellationToken);
                decisions.Add(Looks(answer));
            }
        }

        return decisions;
    }

    /// <summary>Asks the questions of a `judger eval signs` run: of each scene a fine, a coarse and a yes-no one.</summary>
    /// <param name="scenes">How many scenes.</param>
    /// <param name="stream">The run's --seed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>For each scene its questions, in the run's order.</returns>
    public static async Task<IReadOnlyList<IReadOnlyList<GateDecision>>> ReplaySignsAsync(int scenes, ulong stream, CancellationToken cancellationToken)
    {
        await using var engine = Load();
        var decisions = new List<IReadOnlyList<GateDecision>>();
        for (var index = 0UL; index < (ulong)scenes; index++)
        {
            var scene = SceneGenerator.Draw(SceneSplit.Test, stream, index);
            var random = new WorldRandom((ulong)SceneSplit.Test, stream, index, 1);
            var (picture, asked) = (new AskedPicture(), new List<GateDecision>());
            foreach (var kind in Enum.GetValues<QuestionKind>())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var text = QuestionWriter.Ask(random, scene, kind).Text;
                var (_, refined, baseline) = await new ThreeStageQuestion(engine, scene.Image, AnswerTokens, text).AskAsync(picture: picture);
                asked.Add(new(text, Looks(baseline), ThreeStageQuestion.Tokens(baseline).SequenceEqual(refined)));
            }

            decisions.Add(asked);
        }

        return decisions;
    }

    private static InferenceEngine Load() => OnnxEngine.Load(EmbeddedModel.Folder, new() { Workers = 1, IntraOpThreads = 1 });

    private static bool Looks(Generation answer) => Math.Exp(answer.Tokens.Average(token => token.LogProbability)) <= SureAbove;
}
