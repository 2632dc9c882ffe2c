using Judger.Core.Prompts;

namespace Judger.Training.Tokenizers;

/// <summary>How judgments are worded in training. The forms that built-in experts use are among them.</summary>
internal static class Wording
{
    /// <summary>
    /// The prompt that scores a judged answer with its judgment in view (CUT, arXiv 2312.14591): the answer is what was judged, not a better one.
    /// </summary>
    public static PromptPass Hindsight { get; } = PromptProfiles.Tiny.Refined with { Wording = new("{question}\nJudgment: {feedback}") };

    /// <summary>The same in the words of any profile: its refined prompt, with the judgment behind the question.</summary>
    public static PromptPass HindsightOf(PromptProfile profile) => profile.Name == PromptProfiles.Tiny.Name
        ? Hindsight
        : profile.Refined with
        {
            Wording = new(profile.Refined.Wording.Source.Replace("{question}", "{question} An expert judged the answer: {feedback}", StringComparison.Ordinal)),
        };

    /// <summary>Says what the answer is.</summary>
    public static IReadOnlyList<Func<string, string, string>> Naming { get; } =
    [
        (wrong, right) => $"The answer is {right}, not {wrong}.",
        (wrong, right) => $"That is wrong. It is {right}.",
        (wrong, right) => $"The response is incorrect. The correct answer is {right}.",
        (_, right) => $"It should be {right}.",
    ];

    /// <summary>Says only that the answer is wrong.</summary>
    public static IReadOnlyList<string> Rejecting { get; } =
    [
        "That is wrong. Look at the crop again.",
        "The response is incorrect.",
    ];

    public static IEnumerable<string> AllFeedback(string wrong, string right) => [.. Naming.Select(form => form(wrong, right)), .. Rejecting];
}
