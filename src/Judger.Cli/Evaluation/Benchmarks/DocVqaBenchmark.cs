using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>DocVQA: questions about scanned documents.</summary>
internal sealed class DocVqaBenchmark : IBenchmark
{
    public string Name => "docvqa";

    public string Description => "DocVQA: --data val_v1.0_withQT.json --images spdocvqa_images";

    public IAnswerMetric Metric { get; } = new Anls();

    public IEnumerable<BenchmarkQuestion> Read(BenchmarkSource source) =>
        DataFile.Items(source.Data, "data", "{\"questionId\": .., \"question\": .., \"image\": .., \"answers\": [..]}").Select(item => new BenchmarkQuestion
        {
            Id = item.Text("questionId"),

            // The file says documents/x.png; the archive of images has x.png.
            Images = [item.Text("image"), Path.GetFileName(item.Text("image"))],
            Text = item.Text("question"),
            Key = new() { Answers = item.Texts("answers") },
        });
}
