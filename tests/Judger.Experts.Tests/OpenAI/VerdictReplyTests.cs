using Judger.Core.Judgments;
using Judger.Experts.OpenAI;

namespace Judger.Experts.Tests.OpenAI;

/// <summary>A verdict is understood in whatever form it comes, or it is unable; it is never the opposite.</summary>
public sealed class VerdictReplyTests
{
    private const string Feedback = "The digit has a loop at the bottom only.";

    // Each is understood for each verdict.
    private static readonly Func<Verdict, string>[] Forms =
    [
        Json,
        verdict => Json(verdict).ToUpperInvariant().Replace("NULL", "null", StringComparison.Ordinal),
        verdict => Json(verdict).Replace(", ", ",\r\n\t", StringComparison.Ordinal),
        verdict => $"```json\n{Json(verdict)}\n```",
        verdict => $"Here is my judgment:\n\n{Json(verdict)}\n\nI hope that this helps.",
        verdict => $$"""{"result": {{Json(verdict)}}}""",
        verdict => $$"""{"result": {"judgment": {{Json(verdict)}}}, "model": "judge"}""",
        verdict => $"[{Json(verdict)}]",
        verdict => $$"""{"observation": "a loop {at} the bottom"} {{Json(verdict)}}""",
        verdict => $$"""{{Json(verdict)}} {"verdict": "{{Word(verdict)}}"}""",
        verdict => $$"""{"Verdict": "  **{{Word(verdict)}}.** ", "feedback": "{{Feedback}}",}""",
        verdict => $$"""{"output": "{\"verdict\": \"{{Word(verdict)}}\"}"}""",
        verdict => $$"""{"judgment": "{{Word(verdict)}}", "explanation": "{{Feedback}}"}""",
        verdict => $"**{Word(verdict)}**",
        verdict => $"{Word(verdict).ToUpperInvariant()}.",
        verdict => $"**Verdict:** {Word(verdict)}\n\n**Feedback:** {Feedback}",
        verdict => $"verdict: \"{Word(verdict)}\"\nfeedback: \"{Feedback}\"",
        verdict => $"# Judgment\n\n{Word(verdict)}\n\n{Feedback}",
        verdict => $"```\n{Sentence(verdict)}\n```",
        verdict => $"{Sentence(verdict)} {Feedback}",
        verdict => $"**{Sentence(verdict)}**\n\n{Feedback}",
        verdict => Sentence(verdict).ToUpperInvariant(),
        verdict => $"\\boxed{{{Word(verdict)}}}",
        verdict => $"<answer>{Word(verdict)}</answer>",
    ];

    // The thoughts say the opposite of what follows them.
    private static readonly Func<string, string>[] Minds =
    [
        _ => "",
        thought => $"<think>{thought}</think>",
        thought => $"<think>\n{thought}\n</think>\n\n",
        thought => $"{thought}\n</think>\n",
        thought => $"<think></think><thinking>{thought}</thinking>\n",
        thought => $"[THINK]{thought}[/THINK]",
        thought => $"<|channel|>analysis<|message|>{thought}<|end|><|start|>assistant<|channel|>final<|message|>",
    ];

    public static TheoryData<Verdict> Verdicts => [Verdict.Correct, Verdict.Incorrect, Verdict.Unable];

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void Every_form_is_understood_after_any_thoughts(Verdict verdict)
    {
        var opposite = verdict == Verdict.Correct ? Verdict.Incorrect : Verdict.Correct;
        foreach (var (form, index) in Forms.Select((form, index) => (form, index)))
        {
            foreach (var mind in Minds)
            {
                foreach (var thought in Forms)
                {
                    var text = mind(thought(opposite)) + form(verdict);

                    Assert.True(verdict == Read(text).Verdict, $"form {index} is {Read(text).Verdict}: {text}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void A_form_that_ends_anywhere_is_never_the_opposite(Verdict verdict)
    {
        foreach (var form in Forms)
        {
            var whole = form(verdict);
            for (var length = 0; length < whole.Length; length++)
            {
                var read = Read(whole[..length]).Verdict;

                Assert.True(read == verdict || read == Verdict.Unable, $"{whole[..length]} is read as {read}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void Two_forms_that_contradict_each_other_are_never_the_first(Verdict verdict)
    {
        var opposite = verdict == Verdict.Correct ? Verdict.Incorrect : Verdict.Correct;
        Assert.Equal(Verdict.Unable, Read($"{Json(verdict)}\n{Json(opposite)}").Verdict);
        Assert.Equal(Verdict.Unable, Read($"**Verdict:** {Word(verdict)}\n\n**Verdict:** {Word(opposite)}").Verdict);
        Assert.Equal(Verdict.Unable, Read($"{Sentence(verdict)}\n\n{Sentence(opposite)} {Feedback}").Verdict);
    }

    [Theory]
    [InlineData("""{"verdict":"incorrect","feedback":"The answer is correct""")]
    [InlineData("""{"verdict":"perhaps","feedback":"The response is correct."}""")]
    [InlineData("""{"verdict":"correct or incorrect","feedback":""}""")]
    [InlineData("""{"verdict":null}""")]
    [InlineData("""{"verdict":"correct","verdict":"incorrect"}""")]
    [InlineData("""{"verdict":"correct"} {"verdict":"incorrect","feedback":"The dig""")]
    [InlineData("""{"feedback":"The response is correct."}""")]
    [InlineData("""{'verdict': 'incorrect', 'feedback': "The response is correct."}""")]
    [InlineData("""{\"verdict\": \"incorrect\"}""")]
    [InlineData("""<think>{"verdict":"correct"}""")]
    public void What_is_not_a_whole_verdict_is_unable(string text) => Assert.Equal(Verdict.Unable, Read(text).Verdict);

    [Theory]
    [InlineData("""{"is_correct": false, "explanation": "The answer is correct in part."}""", Verdict.Incorrect)]
    [InlineData("""{"correct": true}""", Verdict.Correct)]
    [InlineData("""{"verdict": "not correct"}""", Verdict.Incorrect)]
    [InlineData("""{"verdict": "partially_correct"}""", Verdict.Incorrect)]
    [InlineData("""{"box": [1, 2]} The response is incorrect.""", Verdict.Incorrect)]
    public void Other_words_for_a_verdict(string text, Verdict verdict) => Assert.Equal(verdict, Read(text).Verdict);

    [Fact]
    public void The_words_stand_beside_the_verdict_that_counts()
    {
        var judgment = Read($$"""<think>8?</think>{"step": 1} {"result": {"VERDICT": "INCORRECT", "Feedback": "{{Feedback}}", "suggested_answer": "6"} }""");

        Assert.Equal(new() { Verdict = Verdict.Incorrect, Feedback = Feedback, SuggestedAnswer = "6" }, judgment);
    }

    [Theory]
    [InlineData("""<think>{"choice":"first"}</think>{"choice":"second"}""", ChosenAnswer.Later)]
    [InlineData("""{"result":{"Choice":"FIRST"}}""", ChosenAnswer.Earlier)]
    [InlineData("""{"choice":"first"} {"choice":"second"}""", ChosenAnswer.None)]
    [InlineData("""{"choice":"first"} {"choice":"sec""", ChosenAnswer.None)]
    public void Choices_are_read_with_the_same_care(string text, ChosenAnswer choice) => Assert.Equal(choice, VerdictReply.ReadChoice(Thoughts.Remove(text)));

    [Theory]
    [InlineData('{')]
    [InlineData('"')]
    [InlineData('<')]
    public void A_flood_is_read_in_time(char character) => Assert.Equal(Verdict.Unable, Read(new string(character, 500_000)).Verdict);

    private static Judgment Read(string text) => VerdictReply.Read(Thoughts.Remove(text), judgedAnswer: "8");

    private static string Json(Verdict verdict) => $$"""{"verdict": "{{Word(verdict)}}", "feedback": "{{Feedback}}", "suggested_answer": null}""";

    private static string Word(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    private static string Sentence(Verdict verdict) => verdict switch
    {
        Verdict.Correct => JudgmentParser.CorrectMarker,
        Verdict.Incorrect => "The response is incorrect.",
        _ => "I cannot tell.",
    };
}
