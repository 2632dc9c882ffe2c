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

    /// <summary>Asks the questions of some scenes.</summary>
    /// <returns>For each question, whether the model looks again.</returns>
    public static async Task<IReadOnlyList<bool>> ReplayAsync(int scenes, CancellationToken cancellationToken)
    {
        await using var engine = OnnxEngine.Load(EmbeddedModel.Folder, new() { Workers = 1, IntraOpThreads = 1 });
        var decisions = new List<bool>();
        for (var seed = 0; seed < scenes; seed++)
        {
            var (scene, questions) = DemoScene.Draw(seed);
            var image = new ImageInput($"scene {seed}", scene.Image, PixelBox.Whole(scene.Image.Size));
            foreach (var question in questions)
            {
                var answer = await engine.GenerateAsync(
                    new() { Prompt = engine.Manifest.Prompts.Baseline.Fill(question.Text), Images = [image] }, cancellationToken);
                decisions.Add(Math.Exp(answer.Tokens.Average(token => token.LogProbability)) <= SureAbove);
            }
        }

        return decisions;
    }
}
