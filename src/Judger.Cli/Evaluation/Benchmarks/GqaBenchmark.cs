using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>GQA (Stanford): compositional questions, one answer each.</summary>
internal sealed class GqaBenchmark : IBenchmark
{
    public string Name => "gqa";

    public string Description => "GQA: --data testdev_balanced_questions.json --images images";

    public IAnswerMetric Metric { get; } = new ExactMatch();

    public IEnumerable<BenchmarkQuestion> Read(BenchmarkSource source) =>
        DataFile.Members(source.Data, "\"id\": {\"question\": .., \"imageId\": .., \"answer\": ..}").Select(member => new BenchmarkQuestion
        {
            Id = member.Name,
            Images = [member.Item.Text("imageId")],
            Text = member.Item.Text("question"),
            Key = new() { Answers = [member.Item.Text("answer")] },
        });
}
