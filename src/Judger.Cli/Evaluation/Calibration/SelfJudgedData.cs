using Judger.Cli.Evaluation.Runs;
using Judger.Cli.Hosting;
using Judger.Client;
using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Calibration;

/// <summary>Has a model answer questions of a file, whose answers are known, and judge each of its answers.</summary>
internal sealed class SelfJudgedData(IJudgerClient client, IAnswerMetric metric, int parallel)
{
    // An answer that most annotators gave.
    private const double Right = 0.5;

    /// <summary>Asks about images.</summary>
    /// <param name="tasks">The questions.</param>
    /// <param name="progress">Is called after each of them, on any thread.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The answers, in the questions' order.</returns>
    public async Task<IReadOnlyList<SelfJudgedAnswer>> AskAsync(IReadOnlyList<BenchmarkTask> tasks, Action progress, CancellationToken cancellationToken)
    {
        var asker = new SelfJudgedQuestion(client);
        var answers = new SelfJudgedAnswer[tasks.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, tasks.Count, options, async (index, token) =>
        {
            var (question, file) = tasks[index];
            var image = await client.PutImageAsync(await ImageFile.ReadAsync(file, token), token);
            answers[index] = await asker.AskAsync(image, question.Text, answer => metric.Score(answer, question.Key) >= Right, token);
            progress();
        });
        return answers;
    }
}
