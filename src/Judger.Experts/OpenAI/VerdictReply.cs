using System.Text.Json;
using Judger.Core.Answers;
using Judger.Core.Judgments;

namespace Judger.Experts.OpenAI;

/// <summary>
/// Reads an expert's verdict or choice from its reply after its thoughts. What cannot be understood, or contradicts itself, is not a verdict.
/// </summary>
internal static class VerdictReply
{
    private const int MaxSuggestion = 100;
    private const string VerdictName = "verdict";
    private const string ChoiceName = "choice";

    // Names that models without a schema give to the verdict. They count only where their value is a verdict.
    private static readonly string[] OtherNames =
        ["judgment", "judgement", "result", "decision", "evaluation", "correctness", "is_correct", "isCorrect", "correct"];

    public static ReplySchema JudgmentSchema { get; } = new("judgment", """
        {
          "type": "object",
          "properties": {
            "verdict": { "type": "string", "enum": ["correct", "incorrect", "unable"] },
            "feedback": { "type": "string" },
            "suggested_answer": { "type": ["string", "null"] }
          },
          "required": ["verdict", "feedback", "suggested_answer"],
          "additionalProperties": false
        }
        """);

    public static ReplySchema ChoiceSchema { get; } = new("choice", """
        {
          "type": "object",
          "properties": { "choice": { "type": "string", "enum": ["first", "second", "neither"] } },
          "required": ["choice"],
          "additionalProperties": false
        }
        """);

    /// <summary>The judgment in an expert's text: from JSON, or else from its words. Text without a verdict is <see cref="Verdict.Unable"/>.</summary>
    public static Judgment Read(string text, string judgedAnswer)
    {
        var judgment = Parse(text);
        if (judgment.Verdict != Verdict.Incorrect) return judgment with { SuggestedAnswer = null };

        // An expert that rejects an answer and suggests the same answer contradicts itself.
        if (judgment.SuggestedAnswer is { } suggested && AnswerNormalizer.AnswersAgree(suggested, judgedAnswer))
            return new() { Verdict = Verdict.Unable, Feedback = judgment.Feedback };
        if (judgment.Feedback.Length > 0) return judgment;
        var feedback = judgment.SuggestedAnswer is { } named ? JudgmentFeedback.ForReference(judgedAnswer, named) : JudgmentFeedback.Rejected;
        return judgment with { Feedback = feedback };
    }

    /// <summary>The choice in an expert's text.</summary>
    public static ChosenAnswer ReadChoice(string text)
    {
        var replies = new JsonReplies(text);
        if (replies.HasBroken(ChoiceName)) return ChosenAnswer.None;
        var choices = replies.Members(ChoiceName).Select(member => Words(member.Value)?.Trim(' ', '.', '*', '"').ToUpperInvariant() switch
        {
            "FIRST" => ChosenAnswer.Earlier,
            "SECOND" => ChosenAnswer.Later,
            _ => ChosenAnswer.None,
        }).Distinct().ToList();
        return choices is [var choice] ? choice : ChosenAnswer.None;
    }

    private static Judgment Parse(string text)
    {
        var replies = new JsonReplies(text);

        // An object that was cut off may have gone on to say the opposite.
        if (replies.HasBroken(VerdictName)) return new() { Verdict = Verdict.Unable };
        var named = replies.Members(VerdictName).ToList();
        if (named.Count > 0) return Of([.. named.Select(member => (VerdictValue.Read(member.Value), member.Owner))]);
        var others = OtherNames.SelectMany(replies.Members).Select(member => (Verdict: VerdictValue.Read(member.Value), member.Owner))
            .Where(member => member.Verdict is not null).ToList();
        return others.Count > 0 ? Of(others) : JudgmentParser.Parse(replies.Rest);
    }

    private static Judgment Of(List<(Verdict? Verdict, JsonElement Owner)> found)
    {
        var (last, owner) = found[^1];
        var verdict = found.TrueForAll(other => other.Verdict == last) ? last ?? Verdict.Unable : Verdict.Unable;
        var suggested = JudgmentFeedback.Sanitize(Member(owner, "suggested_answer") ?? "", MaxSuggestion);
        var feedback = verdict == Verdict.Correct ? "" : JudgmentFeedback.Sanitize(Member(owner, "feedback") ?? Member(owner, "explanation") ?? "");
        return new() { Verdict = verdict, Feedback = feedback, SuggestedAnswer = suggested.Length == 0 ? null : suggested };
    }

    private static string? Member(JsonElement owner, string name)
    {
        foreach (var member in owner.EnumerateObject())
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && Words(member.Value) is { } words) return words;
        return null;
    }

    private static string? Words(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
