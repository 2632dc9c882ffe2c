using System.Text;
using Judger.Cli.Commands;
using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>
/// V*Bench (craigwu/vstar_bench): small objects in large pictures. A folder for each category, and in it each picture beside a JSON file of the same name,
/// whose first option is the right one.
/// </summary>
internal sealed class VStarBenchmark : IBenchmark
{
    private const string Expected = "{\"target_object\": [..], \"bbox\": [[x, y, width, height], ..], \"question\": .., \"options\": [the right one, ..]}";

    public string Name => "vstar";

    public string Description => "V*Bench: --data vstar_bench, the folder with direct_attributes and relative_position";

    public IAnswerMetric Metric { get; } = new MultipleChoice();

    public bool IsFolder => true;

    public bool HasBoxes => true;

    public IEnumerable<BenchmarkQuestion> Read(BenchmarkSource source)
    {
        if (!Directory.Exists(source.Data)) throw new CliException($"The folder {source.Data} does not exist; check --data.");
        return Directory.EnumerateFiles(source.Data, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => Read(source.Data, path));
    }

    private static BenchmarkQuestion Read(string root, string path)
    {
        var item = DataFile.Whole(path, Expected);
        var id = Path.ChangeExtension(Path.GetRelativePath(root, path), null).Replace('\\', '/');
        var options = item.Texts("options");
        var order = Shuffled(id, options.Count);
        var shown = order.Select(index => options[index]).ToList();
        return new()
        {
            Id = id,
            Images = [id],
            Text = ChoicePrompt.Write(item.Text("question"), shown),
            Category = Path.GetDirectoryName(id) is { Length: > 0 } folder ? folder : null,
            Key = new() { Answers = [options[0]], Options = shown, CorrectOption = Array.IndexOf(order, 0) },
            Box = Around([.. item.Items("bbox").Select(box => Corners(box))]),
        };
    }

    // A model that prefers the letter A must not be right for that; the order depends on the id only.
    private static int[] Shuffled(string id, int count)
    {
        var hash = Encoding.UTF8.GetBytes(id).Aggregate(2166136261u, (hash, value) => (hash ^ value) * 16777619u);
        var order = Enumerable.Range(0, count).ToArray();
        new Random((int)(hash & int.MaxValue)).Shuffle(order);
        return order;
    }

    private static PixelBox Corners(DataItem box) =>
        box.Numbers() is [var x, var y, var width, var height]
            ? new((int)x, (int)y, (int)Math.Ceiling(x + width), (int)Math.Ceiling(y + height))
            : throw box.Wrong("A box has not four numbers.");

    private static PixelBox? Around(IReadOnlyList<PixelBox> boxes) =>
        boxes.Count == 0 ? null : new(boxes.Min(box => box.Left), boxes.Min(box => box.Top), boxes.Max(box => box.Right), boxes.Max(box => box.Bottom));
}
