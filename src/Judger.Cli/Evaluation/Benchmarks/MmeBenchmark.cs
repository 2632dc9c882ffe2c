using Judger.Cli.Commands;
using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>
/// MME: a folder for each category, and in it each picture beside a text file of the same name with two lines, question and answer apart by a tab. In some
/// categories the pictures lie in <c>images</c> and the texts in <c>questions_answers_YN</c>.
/// </summary>
internal sealed class MmeBenchmark : IBenchmark
{
    private const string Texts = "questions_answers_YN";

    public string Name => "mme";

    public string Description => "MME: --data MME_Benchmark, the folder with one folder for each category";

    public IAnswerMetric Metric { get; } = new MmeAccuracy();

    public bool IsFolder => true;

    public IEnumerable<BenchmarkQuestion> Read(BenchmarkSource source)
    {
        if (!Directory.Exists(source.Data)) throw new CliException($"The folder {source.Data} does not exist; check --data.");
        return Directory.EnumerateDirectories(source.Data).Order(StringComparer.Ordinal).SelectMany(ReadCategory);
    }

    private static IEnumerable<BenchmarkQuestion> ReadCategory(string folder)
    {
        var category = Path.GetFileName(folder);
        var texts = Path.Combine(folder, Texts);
        return Directory.EnumerateFiles(Directory.Exists(texts) ? texts : folder, "*.txt").Order(StringComparer.Ordinal)
            .SelectMany(path => DataFile.Texts(path).Select(line => Question(category, path, line.Number, line.Line)));
    }

    private static BenchmarkQuestion Question(string category, string path, int number, string line)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (line.Split('\t') is not [var question, var answer] || answer.Trim() is not ("Yes" or "No"))
            throw new CliException($"{path}, line {number}: expected a question, a tab, and Yes or No.");
        return new()
        {
            Id = $"{category}/{name}/{number}",
            Images = [$"{category}/{name}", $"{category}/images/{name}"],
            Text = question,
            Category = category,
            Key = new() { Answers = [answer.Trim()] },
        };
    }
}
