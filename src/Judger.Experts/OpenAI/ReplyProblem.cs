using Judger.Core.Judgments;

namespace Judger.Experts.OpenAI;

/// <summary>Says why a reply must not be read as a verdict: it was cut off, filtered, a refusal or empty.</summary>
internal static class ReplyProblem
{
    private const int MaxWords = 200;
    private const string Raise = "Raise the expert's MaxTokens (judger judge: --max-tokens; ask, demo, eval: --expert-max-tokens)";

    /// <summary>The problem, or null where the reply can be read.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="text">Its text after its thoughts.</param>
    /// <param name="options">The expert.</param>
    public static ExpertFailure? Of(ChatReply reply, string text, OpenAIExpertOptions options) => Kind(reply.Finish) switch
    {
        Ending.CutOff => new(
            ExpertFailureKind.Malformed,
            $"The reply of expert {options.Name} was cut off at its limit of tokens{Limit(options)}. {Raise}."),
        Ending.Filtered => new(
            ExpertFailureKind.Refused, $"The server's content filter stopped the reply of expert {options.Name} (finish_reason {reply.Finish})."),
        _ when reply.Refusal is { } refusal => new(
            ExpertFailureKind.Refused, $"The expert {options.Name} refused to judge: {JudgmentFeedback.Sanitize(refusal, MaxWords)}"),
        _ when text.Length > 0 => null,
        _ when !string.IsNullOrWhiteSpace(reply.Text) => new(
            ExpertFailureKind.Malformed,
            $"The reply of expert {options.Name} holds thoughts and no verdict. {Raise}, or turn thinking off on its server."),
        _ => new(ExpertFailureKind.Malformed, $"The reply of expert {options.Name} is empty{Finish(reply)}. Check the model on its server."),
    };

    private static string Limit(OpenAIExpertOptions options) => options.MaxTokens is { } limit ? $" ({limit})" : "";

    private static string Finish(ChatReply reply) => reply.Finish is { } finish ? $" (finish_reason {JudgmentFeedback.Sanitize(finish, MaxWords)})" : "";

    // OpenAI's names, and those that gateways pass on from Anthropic, Gemini, Mistral and Bedrock.
    private static Ending Kind(string? finish) => finish?.Trim().Replace('-', '_').ToUpperInvariant() switch
    {
        "LENGTH" or "MAX_TOKENS" or "MAX_OUTPUT_TOKENS" or "MODEL_LENGTH" or "MODEL_CONTEXT_WINDOW_EXCEEDED" => Ending.CutOff,
        "CONTENT_FILTER" or "CONTENT_FILTERED" or "SAFETY" or "REFUSAL" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "IMAGE_SAFETY"
            or "GUARDRAIL_INTERVENED" => Ending.Filtered,
        _ => Ending.Whole,
    };

    private enum Ending
    {
        Whole,
        CutOff,
        Filtered,
    }
}
