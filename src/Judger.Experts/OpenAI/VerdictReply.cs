using System.Text.Json;
using Judger.Core.Answers;
using Judger.Core.Judgments;

namespace Judger.Experts.OpenAI;

/// <summary>Reads an expert's verdict or choice from its reply.</summary>
internal static class VerdictReply
{
    private const int MaxSuggestion = 100;
    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = 8, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public static BinaryData JudgmentSchema { get; } = BinaryData.FromString("""
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

    public static BinaryData ChoiceSchema { get; } = BinaryData.FromString("""
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
        var judgment = FromJson(text) ?? JudgmentParser.Parse(text);
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
        using var document = Parse(text);
        return document is null ? ChosenAnswer.None : Text(document.RootElement, "choice")?.ToUpperInvariant() switch
        {
            "FIRST" => ChosenAnswer.Earlier,
            "SECOND" => ChosenAnswer.Later,
            _ => ChosenAnswer.None,
        };
    }

    private static Judgment? FromJson(string text)
    {
        using var document = Parse(text);
        if (document is null) return null;
        Verdict? verdict = Text(document.RootElement, "verdict")?.Trim().ToUpperInvariant() switch
        {
            "CORRECT" => Verdict.Correct,
            "INCORRECT" => Verdict.Incorrect,
            "UNABLE" => Verdict.Unable,
            _ => null,
        };
        if (verdict is null) return null;
        var suggested = JudgmentFeedback.Sanitize(Text(document.RootElement, "suggested_answer") ?? "", MaxSuggestion);
        var feedback = verdict == Verdict.Correct ? "" : JudgmentFeedback.Sanitize(Text(document.RootElement, "feedback") ?? "");
        return new() { Verdict = verdict.Value, Feedback = feedback, SuggestedAnswer = suggested.Length == 0 ? null : suggested };
    }

    // Servers without structured output put the object in a code fence, or text around it.
    private static JsonDocument? Parse(string text)
    {
        int start = text.IndexOf('{', StringComparison.Ordinal), end = text.LastIndexOf('}');
        if (start < 0 || end <= start) return null;
        try
        {
            return JsonDocument.Parse(text.AsMemory(start, end + 1 - start), JsonOptions);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
