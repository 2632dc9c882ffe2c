using Judger.Cli.Commands;
using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>VQA 2.0 (visualqa.org): questions about COCO, the ten annotations in a file of their own.</summary>
internal sealed class VqaV2Benchmark : IBenchmark
{
    public string Name => "vqav2";

    public string Description => "VQA 2.0: --data v2_OpenEnded_mscoco_val2014_questions.json --annotations v2_mscoco_val2014_annotations.json --images val2014";

    public IAnswerMetric Metric { get; } = new VqaAccuracy();

    public IEnumerable<BenchmarkQuestion> Read(BenchmarkSource source)
    {
        var annotations = Annotations(
            source.Annotations ?? throw new CliException("VQA 2.0 has its answers in a file of their own; give it with --annotations."));
        foreach (var item in DataFile.Items(source.Data, "questions", "{\"question_id\": .., \"image_id\": .., \"question\": ..}"))
        {
            var id = item.Text("question_id");
            if (!annotations.TryGetValue(id, out var found)) throw item.Wrong($"question {id} is not in {source.Annotations}.");
            yield return new()
            {
                Id = id,
                Images = CocoImages.Names(item.Text("image_id")),
                Text = item.Text("question"),
                Category = found.Type,
                Key = new() { Answers = found.Answers },
            };
        }
    }

    private static Dictionary<string, (string? Type, string[] Answers)> Annotations(string path)
    {
        // Two million annotations are a few ten thousand different texts.
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var annotations = new Dictionary<string, (string? Type, string[] Answers)>(StringComparer.Ordinal);
        foreach (var item in DataFile.Items(path, "annotations", "{\"question_id\": .., \"answer_type\": .., \"answers\": [{\"answer\": ..}, ..]}"))
        {
            var (id, answers) = (item.Text("question_id"), item.Items("answers").Select(answer => Once(answer.Text("answer"))).ToArray());
            if (!annotations.TryAdd(id, (item.TextOrNull("answer_type"), answers))) throw item.Wrong($"question {id} is there twice.");
        }

        return annotations;

        string Once(string text) => texts.TryGetValue(text, out var known) ? known : texts[text] = text;
    }
}
