using Judger.Client;
using Judger.Core.Answers;
using Judger.Imaging.Encoders;
using Judger.TinyModel.World;

namespace Judger.Cli.Evaluation.Calibration;

/// <summary>Has a model answer the questions about drawn scenes and judge each of its answers.</summary>
internal sealed class SelfJudgedScenes(IJudgerClient client, int parallel)
{
    private readonly SelfJudgedQuestion _asker = new(client);

    /// <summary>Asks about scenes.</summary>
    /// <param name="split">Of which split.</param>
    /// <param name="first">The first scene's seed.</param>
    /// <param name="count">How many scenes.</param>
    /// <param name="progress">Is called after each of them, on any thread.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The answers, four for each scene, in order.</returns>
    public async Task<IReadOnlyList<SelfJudgedAnswer>> AskAsync(SceneSplit split, int first, int count, Action progress, CancellationToken cancellationToken)
    {
        var answers = new SelfJudgedAnswer[count][];
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, count, options, async (index, token) =>
        {
            var (scene, questions) = DemoScene.Draw(first + index, split);
            var image = await client.PutImageAsync(ImageEncoder.EncodePng(scene.Image), token);
            answers[index] = await Task.WhenAll(questions.Select(question =>
                _asker.AskAsync(image, question.Text, answer => AnswerNormalizer.AnswersAgree(answer, question.Answer), token)));
            progress();
        });
        return [.. answers.SelectMany(of => of)];
    }
}
