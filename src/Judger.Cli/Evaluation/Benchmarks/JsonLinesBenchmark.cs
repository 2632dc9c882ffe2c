using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>Questions of one's own: JSON lines. With options a question is multiple choice; its answer is then an option's text or letter.</summary>
internal sealed class JsonLinesBenchmark : IBenchmark
{
    public string Name => "jsonl";

    public string Description => "Questions of your own, on each line {\"image\", \"question\", \"answers\" or \"answer\", and if you like \"id\", "
        + "\"category\", \"options\", \"box\": [left, top, right, bottom]}: --data questions.jsonl --images pictures";

    public IAnswerMetric Metric { get; } = new ExactMatch();

    public bool HasBoxes => true;

    public IEnumerable<BenchmarkQuestion> Read(BenchmarkSource source) =>
        DataFile.Lines(source.Data, "{\"image\": .., \"question\": .., \"answer\": ..} on each line").Select((item, index) =>
        {
            var options = item.TextsOrNull("options") ?? [];
            var answers = item.TextsOrNull("answers") ?? item.Texts("answer");
            if (answers.Count == 0) throw item.Wrong("answers is empty.");
            var correct = options.Count == 0 ? -1 : OptionChoice.Find(answers[0], options);
            if (options.Count > 0 && correct < 0) throw item.Wrong($"the answer {answers[0]} is not among the options.");
            return new BenchmarkQuestion
            {
                Id = item.TextOrNull("id", "question_id") ?? $"{index + 1}",
                Images = [item.Text("image")],
                Text = options.Count == 0 ? item.Text("question") : ChoicePrompt.Write(item.Text("question"), options),
                Category = item.TextOrNull("category"),
                Key = new() { Answers = answers, Options = options, CorrectOption = correct },
                Box = item.Field("box") is { } box ? Corners(box) : null,
            };
        });

    private static PixelBox Corners(DataItem box) =>
        box.Numbers() is [var left, var top, var right, var bottom] && right > left && bottom > top
            ? new((int)left, (int)top, (int)Math.Ceiling(right), (int)Math.Ceiling(bottom))
            : throw box.Wrong("box is not [left, top, right, bottom].");
}
