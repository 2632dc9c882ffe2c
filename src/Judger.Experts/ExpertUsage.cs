namespace Judger.Experts;

/// <summary>What asking an expert took.</summary>
/// <param name="Requests">Requests sent, those that failed included.</param>
/// <param name="InputTokens">Tokens read, as the expert counted them.</param>
/// <param name="OutputTokens">Tokens written.</param>
public readonly record struct ExpertUsage(long Requests, long InputTokens, long OutputTokens)
{
    /// <summary>Tokens in both directions.</summary>
    public long Tokens => InputTokens + OutputTokens;

    public static ExpertUsage operator +(ExpertUsage left, ExpertUsage right) => Add(left, right);

    public static ExpertUsage Add(ExpertUsage left, ExpertUsage right) =>
        new(left.Requests + right.Requests, left.InputTokens + right.InputTokens, left.OutputTokens + right.OutputTokens);
}
