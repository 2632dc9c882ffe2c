using Judger.Cli.Commands;
using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>
/// POPE (AoiDragon/POPE): whether an object is in the picture, half of them not. One of its splits (random, popular, adversarial), or several: a folder with
/// their files, LLaVA's one file whose lines name their split as <c>category</c>, or files that were put together as they are.
/// </summary>
internal sealed class PopeBenchmark : IBenchmark
{
    private const string Expected = "{\"question_id\": .., \"image\": .., \"text\": .., \"label\": \"yes\" or \"no\"} on each line";
    private const string FileMark = "_pope_";

    public string Name => "pope";

    public string Description =>
        "POPE, one of its splits, or several in one file or a folder, which are scored by split and together: --data coco_pope_adversarial.json "
        + "--images val2014";

    public IAnswerMetric Metric { get; } = new PopeAccuracy();

    public IEnumerable<BenchmarkQuestion> Read(BenchmarkSource source)
    {
        var lines = Directory.Exists(source.Data) ? OfFolder(source.Data) : OfFile(source.Data);
        return lines.Select(line => Question(line.Split, line.Item));
    }

    private static IEnumerable<(string? Split, DataItem Item)> OfFolder(string folder)
    {
        var files = Directory.EnumerateFiles(folder).Where(file => Path.GetFileName(file).Contains(FileMark, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).ToList();
        return files.Count > 0
            ? files.SelectMany(file => DataFile.Lines(file, Expected).Select(item => ((string?)SplitOf(file), item)))
            : throw new CliException($"{folder} has no file of POPE, such as coco{FileMark}adversarial.json; check --data.");
    }

    private static string SplitOf(string file) =>
        Path.GetFileNameWithoutExtension(file) is var name ? name[(name.IndexOf(FileMark, StringComparison.Ordinal) + FileMark.Length)..] : "";

    // POPE's files all count alike: where the first id comes again, the next file begins. Only the whole file tells whether there is more than one.
    private static IEnumerable<(string? Split, DataItem Item)> OfFile(string path)
    {
        var items = DataFile.Lines(path, Expected).ToList();
        if (items.Exists(item => Named(item) is not null))
            return items.Select(item => ((string?)(Named(item) ?? throw item.Wrong("category is missing, and other lines have one.")), item));
        var splits = 0;
        var numbered = items.ConvertAll(item => (Number: item.Text("question_id") == items[0].Text("question_id") ? ++splits : splits, Item: item));
        return numbered.Select(one => (splits == 1 ? null : $"split {one.Number}", one.Item));

        static string? Named(DataItem item) => item.TextOrNull("category", "split");
    }

    private static BenchmarkQuestion Question(string? split, DataItem item)
    {
        var id = item.Text("question_id");
        return new()
        {
            Id = split is null ? id : $"{split}/{id}",
            FileId = split is null ? null : id,
            Category = split,
            Images = [item.Text("image")],
            Text = item.Text("text"),
            Key = new() { Answers = [item.Text("label") is "yes" or "no" ? item.Text("label") : throw item.Wrong($"label is {item.Text("label")}.")] },
        };
    }
}
