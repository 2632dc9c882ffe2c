using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>TextVQA (textvqa.org): questions about text in pictures, ten annotations each.</summary>
internal sealed class TextVqaBenchmark : IBenchmark
{
    public string Name => "textvqa";

    public string Description => "TextVQA: --data TextVQA_0.5.1_val.json --images train_images";

    public IAnswerMetric Metric { get; } = new TextVqaAccuracy();

    public IEnumerable<BenchmarkQuestion> Read(BenchmarkSource source) =>
        DataFile.Items(source.Data, "data", "{\"image_id\": .., \"question\": .., \"answers\": [ten of them]}").Select((item, index) => new BenchmarkQuestion
        {
            Id = item.TextOrNull("question_id") ?? $"{item.Text("image_id")}-{index + 1}",
            Images = [item.Text("image_id")],
            Text = item.Text("question"),
            Key = new() { Answers = item.Texts("answers") },
        });
}
