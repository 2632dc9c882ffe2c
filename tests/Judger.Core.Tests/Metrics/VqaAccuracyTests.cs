using System.Text.Json;
using Judger.Core.Metrics;

namespace Judger.Core.Tests.Metrics;

public sealed class VqaAccuracyTests
{
    [Fact]
    public void All_scores_and_normal_forms_of_the_reference_code_are_matched()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.ReferenceData("vqa-scores.json")));
        var metric = new ViCropVqaAccuracy();
        var cases = document.RootElement.EnumerateArray()
            .Select((item, index) => (Index: index, Item: item, Prediction: item.GetProperty("prediction").GetString()!))
            .ToList();

        var forms = cases.Where(one => VqaNormalizer.Normalize(one.Prediction) != one.Item.GetProperty("normalized").GetString()).Select(one => one.Index);
        var scores = cases.Where(one =>
            100 * metric.Score(one.Prediction, Key([.. one.Item.GetProperty("answers").EnumerateArray().Select(answer => answer.GetString()!)])) != one.Item
                .GetProperty("vqa_accuracy")
                .GetDouble())
            .Select(one => one.Index);

        Assert.Equal(200, cases.Count);
        Assert.Empty(forms);
        Assert.Empty(scores);
    }

    [Fact]
    public void All_scores_of_TextVqas_evaluator_are_matched()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.ReferenceData("textvqa-scores.json")));
        var metric = new TextVqaAccuracy();

        var different = document.RootElement.EnumerateArray().Where(item =>
        {
            var answers = item.GetProperty("answers").EnumerateArray().Select(answer => answer.GetString()!);
            return Math.Abs(metric.Score(item.GetProperty("prediction").GetString()!, Key([.. answers])) - item.GetProperty("textvqa").GetDouble()) > 1e-12;
        });

        Assert.Equal(150, document.RootElement.GetArrayLength());
        Assert.Empty(different.Select(item => item.GetRawText()));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.3)]
    [InlineData(2, 0.6)]
    [InlineData(3, 0.9)]
    [InlineData(4, 1)]
    [InlineData(9, 1)]
    public void The_official_rule_leaves_each_annotation_out_in_turn(int matches, double score) =>
        Assert.Equal(
            score, new VqaAccuracy().Score("a Dog.", Key([.. Enumerable.Repeat("dog", matches), .. Enumerable.Repeat("cat", 9 - matches), "bird"])), 12);

    [Fact]
    public void The_official_rule_normalises_nothing_when_all_annotations_are_the_same()
    {
        var same = Key([.. Enumerable.Repeat("the dog", 10)]);

        Assert.Equal(0, new VqaAccuracy().Score("dog", same));
        Assert.Equal(0, new VqaAccuracy().Score("The dog", same));
        Assert.Equal(1, new VqaAccuracy().Score("\tthe\ndog ", same));
        Assert.Equal(1, new ViCropVqaAccuracy().Score("dog", same));
    }

    [Theory]
    [InlineData("Dog.", "dog", 1, 0, 1)]
    [InlineData("Two", "two", 1, 0, 0)]
    [InlineData("The dog", "the dog", 1, 0, 0)]
    [InlineData("cat", "dog", 0, 0, 0)]
    public void Ten_equal_annotations_are_scored_by_each_rule_in_its_own_way(string reply, string annotation, double textVqa, double official, double llava)
    {
        var same = Key([.. Enumerable.Repeat(annotation, 10)]);

        Assert.Equal(
            (textVqa, official, llava),
            (new TextVqaAccuracy().Score(reply, same), new VqaAccuracy().Score(reply, same), new LlavaVqaAccuracy().Score(reply, same)));
    }

    [Theory]
    [InlineData("1,500?", "1500")]
    [InlineData("Marty's, the BAR", "marty 's bar")]
    [InlineData(" A- b-c ", "bc")]
    [InlineData("that's", "that 's")]
    [InlineData("thats", "that's")]
    [InlineData("2.5 U.S.A.", "2.5 usa")]
    public void TextVqas_normal_form_deletes_commas_and_splits_off_the_genitive(string text, string expected) =>
        Assert.Equal(expected, TextVqaNormalizer.Normalize(text));

    [Theory]
    [InlineData("a- b-c", "bc")]
    [InlineData("b-c", "b c")]
    [InlineData("1,000 b-c", "1000 bc")]
    [InlineData("2.5 U.S.A.", "2.5 usa")]
    [InlineData("ten of the ONE", "10 of 1")]
    [InlineData("dont", "don't")]
    [InlineData("somebody'd", "somebodyd")]
    [InlineData("Im", "im")]
    [InlineData("Id've", "id've")]
    public void The_normal_form_has_the_official_oddities(string text, string expected) => Assert.Equal(expected, VqaNormalizer.Normalize(text));

    [Fact]
    public void At_most_32_periods_are_deleted() => Assert.Equal("xxx" + "...", VqaNormalizer.Normalize("xxx" + new string('.', 35)));

    private static AnswerKey Key(IReadOnlyList<string> answers) => new() { Answers = answers };
}
