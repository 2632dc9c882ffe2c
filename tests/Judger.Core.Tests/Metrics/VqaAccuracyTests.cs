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
