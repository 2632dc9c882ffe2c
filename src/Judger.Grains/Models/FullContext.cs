using Judger.Inference.Errors;

namespace Judger.Grains.Models;

/// <summary>What to do when a prompt fills the model's context. That depends on what fills it, which only the stage knows.</summary>
internal static class FullContext
{
    /// <summary>The error, with the remedies that would make the prompt fit.</summary>
    /// <param name="error">What the engine counted.</param>
    /// <param name="asked">The question.</param>
    /// <param name="judged">What the prompt has of an earlier answer and its feedback; empty where it has nothing of them.</param>
    /// <param name="hasConversation">Whether the prompt has the question's instructions and earlier turns.</param>
    public static QuestionRejectedException Describe(PromptTooLongException error, AskRequest asked, string judged, bool hasConversation)
    {
        var text = error.PromptTokens - error.ImageTokens;
        var remedies = Remedies(text, error.PromptTokens + 1 - error.Context, asked, judged, hasConversation).ToList();
        if (remedies.Count == 0) remedies.Add("serve the model with a larger context (Engine:MaxContext)");
        var what = judged.Length > 0 ? "The prompt with the earlier answer and its judgment" : "The prompt";
        var remedy = string.Join(", or ", remedies);
        return new(
            $"{what} has {error.PromptTokens} tokens ({error.ImageTokens} of images, {text} of text), and the model holds {error.Context} together with the "
            + $"answer. {char.ToUpperInvariant(remedy[0])}{remedy[1..]}.");
    }

    // Of the text, that part is named which is longest, if it is long enough to make up for what is too much.
    private static IEnumerable<string> Remedies(int text, int excess, AskRequest asked, string judged, bool hasConversation)
    {
        (int Length, string Remedy)[] parts =
        [
            (asked.Question.Length, "shorten the question"),
            (judged.Length, "lower max_tokens, so that answers are shorter, or have no correction (max_rounds 0)"),
            (hasConversation ? asked.Instructions?.Length ?? 0 : 0, "shorten the instructions"),
            (hasConversation ? asked.Turns.Sum(turn => turn.Text.Length) : 0, "leave out the oldest turns of the conversation"),
        ];
        var longest = parts.MaxBy(part => part.Length);
        if ((double)text * longest.Length / parts.Sum(part => part.Length) > excess) yield return longest.Remedy;

        if (asked.Images.Count > 1) yield return "show fewer images";
    }
}
