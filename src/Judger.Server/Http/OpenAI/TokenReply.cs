using System.Text;

namespace Judger.Server.Http.OpenAI;

/// <summary>Tokens with their log-probabilities as OpenAI's clients read them.</summary>
internal static class TokenReply
{
    /// <summary>The tokens of an answer, each with the most probable ones at its place where they were asked for.</summary>
    public static IEnumerable<object> Of(IReadOnlyList<AnswerToken> tokens) => tokens.Select(token => new
    {
        token = token.Text,
        logprob = Precision.OfProbability(token.LogProbability),
        bytes = Bytes(token),
        top_logprobs = (token.Top ?? []).Select(other => new
        {
            token = other.Text,
            logprob = Precision.OfProbability(other.LogProbability),
            bytes = Bytes(other),
        }),
    });

    private static IEnumerable<int> Bytes(AnswerToken token) => (token.Bytes ?? Encoding.UTF8.GetBytes(token.Text)).Select(value => (int)value);
}
