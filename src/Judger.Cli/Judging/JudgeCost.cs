namespace Judger.Cli.Judging;

/// <summary>What a run would use, before it does.</summary>
internal static class JudgeCost
{
    // The instructions, and the words around question and answers.
    private const int InstructionTokens = 220;
    private const int CharactersPerToken = 4;

    /// <summary>Tokens of a usual judgment: those of JUDGER's published sample have 160 characters on average.</summary>
    private const int UsualJudgment = 40;

    /// <summary>The usage of judging these lines, of which each needs an expert.</summary>
    public static ExpertSpending Estimate(IReadOnlyList<JudgeLine> lines, FolderPictures pictures) => lines.Aggregate(default(ExpertSpending), (sum, line) =>
    {
        var (width, height) = pictures.Size(line.Image);
        return sum + new ExpertSpending(
            1,
            InstructionTokens + ((line.Question.Length + line.Text.Length + line.Answer.Length) / CharactersPerToken) + ImageTokens(width, height),
            UsualJudgment);
    });

    /// <summary>
    /// Tokens of an image for gpt-4o at high detail: fitted into 2048 x 2048, then its short side to 768, 170 tokens for each tile of 512 and 85 for the
    /// whole (OpenAI's guide to vision). Other models count otherwise.
    /// </summary>
    public static int ImageTokens(int width, int height)
    {
        var fit = Math.Min(1, 2048.0 / Math.Max(width, height));
        var shrink = Math.Min(1, 768.0 / (Math.Min(width, height) * fit));
        return 85 + (170 * Tiles(width) * Tiles(height));

        int Tiles(int side) => (int)Math.Ceiling(Math.Round(side * fit * shrink) / 512);
    }
}
