using Judger.Cli.Commands;
using Judger.Cli.Evaluation.Benchmarks;

namespace Judger.Cli.Evaluation.Runs;

/// <summary>A question and the file of its image.</summary>
internal sealed record BenchmarkTask(BenchmarkQuestion Question, FileInfo Image)
{
    /// <summary>Finds the image of every question.</summary>
    /// <returns>The questions whose image is there, and how many have none.</returns>
    /// <exception cref="CliException">An image is missing, and <paramref name="skipMissing"/> is false.</exception>
    public static (List<BenchmarkTask> Tasks, int Missing) Find(IReadOnlyList<BenchmarkQuestion> questions, ImageFolder folder, bool skipMissing)
    {
        var tasks = new List<BenchmarkTask>(questions.Count);
        foreach (var question in questions)
        {
            if (folder.Find(question.Images) is { } file) tasks.Add(new(question, file));
            else if (!skipMissing)
            {
                throw new CliException(
                    $"The image {folder.Expected(question.Images)} of question {question.Id} does not exist; check --images, or pass over such "
                    + "questions with --skip-missing.");
            }
        }

        if (tasks.Count == 0)
            throw new CliException($"None of the {questions.Count} questions has its image, {folder.Expected(questions[0].Images)} for one; check --images.");
        return (tasks, questions.Count - tasks.Count);
    }
}
