using System.Text;

namespace Judger.Server.Http.OpenAI;

/// <summary>Tokens with their log-probabilities as OpenAI's clients read them.</summary>
internal static class TokenReply
{
    /// <summary>The tokens of an answer, each with the most probable ones at its place where they were asked for.</summary>
    public static IReadOnlyList<TokenProbability> Of(IReadOnlyList<AnswerToken> tokens) =>
        [.. tokens.Select(token => Describe(token) with { TopLogprobs = [.. (token.Top ?? []).Select(Describe)] })];

    private static TokenProbability Describe(AnswerToken token) => new()
    {
        Token = token.Text,
        Logprob = Precision.OfProbability(token.LogProbability),
        Bytes = [.. token.Bytes ?? Encoding.UTF8.GetBytes(token.Text)],
    };
}
