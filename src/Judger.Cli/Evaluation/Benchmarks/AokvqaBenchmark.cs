using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>A-OKVQA (allenai/aokvqa): questions that need knowledge of the world, as multiple choice or answered directly.</summary>
internal sealed class AokvqaBenchmark(bool isDirect) : IBenchmark
{
    public string Name => isDirect ? "aokvqa-direct" : "aokvqa";

    public string Description => $"A-OKVQA, {(isDirect ? "direct answers" : "multiple choice")}: --data aokvqa_v1p0_val.json --images val2017";

    public IAnswerMetric Metric { get; } = isDirect ? new DirectAnswer() : new MultipleChoice();

    public IEnumerable<BenchmarkQuestion> Read(BenchmarkSource source) =>
        DataFile.Items(
            source.Data,
            null,
            "{\"question_id\": .., \"image_id\": .., \"question\": .., \"choices\": [..], \"correct_choice_idx\": n, \"direct_answers\": [..]}")
            .Select(item =>
            {
                var common = new BenchmarkQuestion
                {
                    Id = item.Text("question_id"),
                    Images = CocoImages.Names(item.Text("image_id")),
                    Text = item.Text("question"),
                    Key = new() { Answers = isDirect ? item.Texts("direct_answers") : [] },
                };
                return isDirect ? common : WithChoices(common, item);
            });

    private static BenchmarkQuestion WithChoices(BenchmarkQuestion question, DataItem item)
    {
        var (choices, correct) = (item.Texts("choices"), item.Integer("correct_choice_idx"));
        if (correct < 0 || correct >= choices.Count) throw item.Wrong($"correct_choice_idx is {correct}, of {choices.Count} choices.");
        return question with
        {
            Text = ChoicePrompt.Write(question.Text, choices),
            Key = new() { Answers = [choices[correct]], Options = choices, CorrectOption = correct },
        };
    }
}
