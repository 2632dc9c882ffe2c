using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>POPE (AoiDragon/POPE): whether an object is in the picture, half of them not.</summary>
internal sealed class PopeBenchmark : IBenchmark
{
    public string Name => "pope";

    public string Description => "POPE, one of its splits: --data coco_pope_adversarial.json --images val2014";

    public IAnswerMetric Metric { get; } = new PopeAccuracy();

    public IEnumerable<BenchmarkQuestion> Read(BenchmarkSource source) =>
        DataFile.Lines(source.Data, "{\"question_id\": .., \"image\": .., \"text\": .., \"label\": \"yes\" or \"no\"} on each line")
            .Select(item => new BenchmarkQuestion
            {
                Id = item.Text("question_id"),
                Images = [item.Text("image")],
                Text = item.Text("text"),
                Key = new() { Answers = [item.Text("label") is "yes" or "no" ? item.Text("label") : throw item.Wrong($"label is {item.Text("label")}.")] },
            });
}
