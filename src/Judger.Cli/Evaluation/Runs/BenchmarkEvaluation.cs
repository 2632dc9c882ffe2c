using Judger.Cli.Evaluation.Benchmarks;
using Judger.Cli.Hosting;
using Judger.Client;
using Judger.Core.Metrics;
using Judger.Imaging.Decoders;

namespace Judger.Cli.Evaluation.Runs;

/// <summary>Asks a benchmark's questions and scores the answers. One question gives the answers of all stages but the oracle's.</summary>
internal sealed class BenchmarkEvaluation(IJudgerClient client, IAnswerMetric metric, RunSettings settings, AskOptions options, TimeProvider time)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Asks what the folder has no answer to. What fails is recorded and does not stop the run; a cluster that is gone does.</summary>
    /// <exception cref="ClusterUnavailableException">No silo answers any more.</exception>
    public Task RunAsync(IReadOnlyList<BenchmarkTask> tasks, RunFolder folder, int parallel, Action progress, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            tasks.Where(task => !folder.IsFinished(task.Question.Id)),
            new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken },
            async (task, token) =>
            {
                folder.Add(await AnswerAsync(task, token));
                progress();
            });

    private async Task<BenchmarkRecord> AnswerAsync(BenchmarkTask task, CancellationToken cancellationToken)
    {
        var question = task.Question;
        var record = new BenchmarkRecord
        {
            Id = question.Id,
            Category = question.Category,
            Image = task.Image.Name,
            Question = question.Text,
            Reference = question.Key.Reference,
        };
        try
        {
            var bytes = await ImageFile.ReadAsync(task.Image, cancellationToken);
            var digest = await client.PutImageAsync(bytes, cancellationToken);
            var asked = await AskAsync(
                digest, question, settings.IsTold ? options with { ReferenceAnswer = question.Key.Reference } : options, cancellationToken);
            var stages = Answers(asked);
            if (settings.Stages.Contains(StageName.Oracle))
            {
                var oracle = await AskAsync(
                    digest, question, options with { Policy = JudgmentPolicy.Never, Crop = Crop(question.Box, bytes) }, cancellationToken);
                stages[StageName.Oracle] = (Refined(oracle), oracle.TimeOf(QuestionStage.Refine));
            }

            return record with
            {
                Stages = settings.Stages.ToDictionary(stage => stage, stage => Scored(stages[stage].Answer, stages[stage].Time, question.Key)),
                Certainty = asked.Baseline is { } first ? Math.Round(first.Certainty, 4) : null,
                Box = asked.Region?.Box is { } box ? [box.Left, box.Top, box.Right, box.Bottom] : null,
                ExpertCalls = asked.Rounds.Count,
                Spending = asked.Spending,
                CutShort = asked.IsCutShort,
            };
        }
        catch (Exception exception) when (exception is not ClusterUnavailableException && !cancellationToken.IsCancellationRequested)
        {
            return record with { Error = exception.Message.ReplaceLineEndings(" ") };
        }
    }

    // A cluster with much to do says when to come again.
    private async Task<QuestionRecord> AskAsync(ImageDigest digest, BenchmarkQuestion question, AskOptions how, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await client.AskAsync(new() { Images = [digest], Question = question.Text, Options = how }, cancellationToken: cancellationToken);
            }
            catch (RefusedException exception) when (time.GetElapsedTime(started) < QuestionLimits.MaxBudget)
            {
                var pause = exception.RetryAfter;
                await Task.Delay(pause < ShortestPause ? ShortestPause : pause > LongestPause ? LongestPause : pause, time, cancellationToken);
            }
        }
    }

    private static Dictionary<string, (string Answer, TimeSpan Time)> Answers(QuestionRecord asked) => new()
    {
        [StageName.Baseline] = (asked.Baseline?.Text ?? asked.Answer!, asked.TimeOf(QuestionStage.Baseline)),
        [StageName.Crop] = (Refined(asked), asked.TimeOf(QuestionStage.Locate, QuestionStage.Refine)),
        [StageName.Judged] = (asked.Answer!, asked.TimeOf(QuestionStage.Judge, QuestionStage.Correct)),
    };

    // A question whose budget ended early has the best stage that was finished.
    private static string Refined(QuestionRecord asked) => asked.Refined?.Text ?? asked.Answer!;

    private static PixelBox Crop(PixelBox? box, byte[] image)
    {
        var header = ImageDecoder.Identify(image);
        var size = new PixelSize(header.Width, header.Height);
        return OracleCrop.Around(box ?? PixelBox.Whole(size), size);
    }

    private StageAnswerRecord Scored(string answer, TimeSpan elapsed, AnswerKey key) =>
        new(answer, metric.Score(answer, key), Math.Round(elapsed.TotalMilliseconds, 2));
}
