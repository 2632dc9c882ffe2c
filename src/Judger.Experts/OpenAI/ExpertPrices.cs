namespace Judger.Experts;

/// <summary>What judgments cost.</summary>
/// <param name="Input">Dollars for a million tokens read.</param>
/// <param name="Output">Dollars for a million tokens written.</param>
public sealed record ExpertPrices(decimal Input, decimal Output)
{
    // OpenAI's list prices (openai.com/api/pricing); they change, so a price that is given goes before them.
    private static readonly Dictionary<string, ExpertPrices> Listed = new(StringComparer.OrdinalIgnoreCase)
    {
        ["gpt-4o"] = new(2.50m, 10m),
        ["gpt-4o-mini"] = new(0.15m, 0.60m),
        ["gpt-4.1"] = new(2m, 8m),
        ["gpt-4.1-mini"] = new(0.40m, 1.60m),
    };

    /// <summary>The prices of an expert: those given, else the listed ones at OpenAI, else null.</summary>
    public static ExpertPrices? Of(OpenAIExpertOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.InputPrice is { } input && options.OutputPrice is { } output) return new(input, output);
        return ApiKeys.IsOpenAI(options.Endpoint) ? Listed.GetValueOrDefault(options.Model) : null;
    }

    /// <summary>Dollars.</summary>
    public decimal Cost(ExpertUsage usage) => ((usage.InputTokens * Input) + (usage.OutputTokens * Output)) / 1_000_000m;
}
