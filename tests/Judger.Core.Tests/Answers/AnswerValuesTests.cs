using Judger.Core.Answers;
using Judger.Core.Judgments;

namespace Judger.Core.Tests.Answers;

/// <summary>Answers that are JSON, by their values.</summary>
public sealed class AnswerValuesTests
{
    [Theory]
    [InlineData("""{"count":4}""", "4")]
    [InlineData("""{"count":4,"shape":"square"}""", "count: 4, shape: square")]
    [InlineData("""{"a":{"b":["red","blue"],"c":null}}""", "b: red and blue, c: none")]
    [InlineData("""{"is":true,"was":false,"all":[]}""", "is: yes, was: no, all: none")]
    [InlineData("""{"a":1,"a":2}""", "2")]
    [InlineData("\"red\"", "red")]
    [InlineData("[1,2]", "1 and 2")]
    [InlineData("red", "red")]
    [InlineData("4", "4")]
    [InlineData("""{"count":""", """{"count":""")]
    public void A_judge_reads_values(string answer, string words) => Assert.Equal(words, AnswerValues.InWords(answer));

    [Theory]
    [InlineData("""{"a":1,"b":"Red"}""", """{ "b": "red.", "a": 1.0 }""")]
    [InlineData("""{"a":[1,{"b":null}]}""", """{"a": [1e0, {"b": null}]}""")]
    [InlineData("""{"count":4}""", "4")]
    [InlineData("Yes.", """{"is":true}""")]
    public void The_same_values_agree(string a, string b) => Assert.True(AnswerNormalizer.AnswersAgree(a, b));

    [Theory]
    [InlineData("""{"a":1}""", """{"b":1}""")]
    [InlineData("""{"a":1}""", """{"a":1,"b":null}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":"1"}""", """{"a":1}""")]
    [InlineData("""{"a":1}""", "2")]
    [InlineData("\"red\"", "red")]
    public void Others_do_not(string a, string b) => Assert.False(AnswerNormalizer.AnswersAgree(a, b));

    [Theory]
    [InlineData("\"red\"", "red")]
    [InlineData("red", "red")]
    [InlineData("""{"a":"b"}""", """{"a":"b"}""")]
    public void A_text_is_compared_without_its_quotes(string answer, string text) => Assert.Equal(text, AnswerValues.WithoutQuotes(answer));

    [Fact]
    public void Feedback_names_values() => Assert.Equal(
        "The answer is 5, not 4.", ReferenceJudgment.Of("""{"count":4}""", """{"count":5}""").Feedback);
}
