using Judger.Core.Metrics;

namespace Judger.Core.Tests.Metrics;

public sealed class AnswerMetricTests
{
    private static readonly string[] Colours = ["red", "a red car", "blue", "B"];

    [Theory]
    [InlineData("A", 0)]
    [InlineData("(c)", 2)]
    [InlineData("C. blue", 2)]
    [InlineData("The answer is (A).", 0)]
    [InlineData("Blue.", 2)]
    [InlineData("it is blue", 2)]
    [InlineData("b", 3)]
    [InlineData("There is a red car", 1)]
    [InlineData("red or blue", -1)]
    [InlineData("E", -1)]
    [InlineData("bluebird", -1)]
    [InlineData("", -1)]
    public void An_option_is_chosen_by_its_letter_or_its_text(string reply, int option) => Assert.Equal(option, OptionChoice.Find(reply, Colours));

    [Fact]
    public void The_right_option_scores_and_no_other_one_does()
    {
        var key = new AnswerKey { Answers = ["blue"], Options = Colours, CorrectOption = 2 };

        Assert.Equal([1, 0, 0], new[] { "C", "A", "green" }.Select(reply => new MultipleChoice().Score(reply, key)));
        Assert.Equal("C", key.Reference);
    }

    [Theory]
    [InlineData(" Blue. ", 1)]
    [InlineData("dark blue", 0)]
    public void Exact_match_forgives_case_and_a_period(string reply, double score) =>
        Assert.Equal(score, new ExactMatch().Score(reply, new() { Answers = ["blue"] }));

    [Theory]
    [InlineData("dog", 1.0)]
    [InlineData("Cat.", 2 / 3.0)]
    [InlineData("bird", 1 / 3.0)]
    [InlineData("fish", 0.0)]
    public void A_direct_answer_needs_three_annotators(string reply, double score) =>
        Assert.Equal(score, new DirectAnswer().Score(reply, new() { Answers = ["dog", "dog", "dog", "dog", "cat", "cat", "bird"] }));

    [Theory]
    [InlineData("Hello  World", 1)]
    [InlineData("hello wurld", 1 - (1 / 11.0))]
    [InlineData("abcd", 0.75)]
    [InlineData("abxy", 0)]
    [InlineData("", 0)]
    public void Anls_forgives_less_than_half_of_the_letters(string reply, double score) =>
        Assert.Equal(score, new Anls().Score(reply, new() { Answers = ["hello world", "abce"] }), 12);

    [Theory]
    [InlineData("Yes, it is", "Yes", 1)]
    [InlineData("No", "No", 1)]
    [InlineData("no", "Yes", 0)]
    [InlineData("The answer is yes", "Yes", 0)]
    public void Mme_looks_at_the_first_four_characters(string reply, string label, double score) =>
        Assert.Equal(score, new MmeAccuracy().Score(reply, new() { Answers = [label] }));

    [Fact]
    public void Mme_counts_questions_and_images_by_category()
    {
        var scores = MmeScore.Of([("count", "1", 1), ("count", "1", 1), ("count", "2", 1), ("count", "2", 0), ("color", "1", 0), ("color", "1", 1)]);

        Assert.Equal([new("count", 0.75, 0.5), new("color", 0.5, 0)], scores);
        Assert.Equal([125, 50], scores.Select(score => score.Points));
    }

    [Fact]
    public void Every_metric_is_found_by_its_name() =>
        Assert.Equal(
            ["anls", "choice", "direct", "exact", "mme", "pope", "textvqa", "vqa", "vqa-llava", "vqa-vicrop"],
            AnswerMetrics.ByName.Where(pair => pair.Key == pair.Value.Name).Select(pair => pair.Key).Order());

    [Fact]
    public void Every_metric_says_its_rule_and_one_of_leaving_out_needs_two_annotations() => Assert.Equal(
        ["direct 10 1", "textvqa 10 2", "vqa 10 2", "vqa-llava 10 2", "vqa-vicrop 10 1"],
        AnswerMetrics.ByName.Values.Where(metric => metric.Rule.EndsWith('.') && metric.Annotations > 1).OrderBy(metric => metric.Name, StringComparer.Ordinal)
            .Select(metric => $"{metric.Name} {metric.Annotations} {metric.LeastAnnotations}"));

    [Fact]
    public void The_reference_of_annotations_is_what_most_gave() => Assert.Equal("b", new AnswerKey { Answers = ["a", "b", "c", "b"] }.Reference);
}
