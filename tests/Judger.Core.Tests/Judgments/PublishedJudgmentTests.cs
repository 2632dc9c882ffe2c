using System.Text.Json;
using Judger.Core.Answers;
using Judger.Core.Judgments;

namespace Judger.Core.Tests.Judgments;

/// <summary>The parser on the judgments of JUDGER's published sample: gpt-4o's words, 1,000 rows.</summary>
public sealed class PublishedJudgmentTests
{
    [Fact]
    public void Verdicts_are_as_frequent_as_a_reader_counts_them()
    {
        var rows = Read();
        var judgments = rows.Where(row => row.Text is not null).Select(row => JudgmentParser.Parse(row.Text!)).ToList();

        Assert.Equal(630, rows.Count(row => row.Text is null));
        Assert.Equal(370, judgments.Count);
        Assert.InRange(judgments.Count(judgment => judgment.Verdict == Verdict.Incorrect), 222, 228);
        Assert.InRange(judgments.Count(judgment => judgment.Verdict == Verdict.Correct), 131, 139);
        Assert.InRange(judgments.Count(judgment => judgment.Verdict == Verdict.Unable), 5, 14);
    }

    [Fact]
    public void Every_row_with_the_exact_marker_is_correct()
    {
        var marked = Read().Where(row => row.Text?.StartsWith(JudgmentParser.CorrectMarker, StringComparison.Ordinal) == true).ToList();

        Assert.Equal(85, marked.Count);
        Assert.All(marked, row => Assert.Equal(Verdict.Correct, JudgmentParser.Parse(row.Text!).Verdict));
    }

    [Fact]
    public void A_suggested_answer_is_the_rows_ground_truth()
    {
        var suggestions = Read().Where(row => row.Text is not null)
            .Select(row => (row.Truth, JudgmentParser.Parse(row.Text!).SuggestedAnswer))
            .Where(pair => pair.SuggestedAnswer is not null).ToList();

        Assert.InRange(suggestions.Count, 50, 60);
        Assert.All(suggestions, pair => Assert.Equal(AnswerNormalizer.Normalize(pair.Truth), AnswerNormalizer.Normalize(pair.SuggestedAnswer!)));
    }

    private static List<(string? Text, string Truth)> Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.ReferenceData("judger-dataset-sample.json")));
        return [.. document.RootElement.EnumerateArray().Select(row =>
            (row.GetProperty("judgment").GetString(), row.GetProperty("conversations")[1].GetProperty("value").GetString()!))];
    }
}
