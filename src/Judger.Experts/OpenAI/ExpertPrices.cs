namespace Judger.Experts.OpenAI;

/// <summary>An expert's prices.</summary>
/// <param name="Input">Dollars for a million input tokens.</param>
/// <param name="Output">Dollars for a million output tokens.</param>
public sealed record ExpertPrices(decimal Input, decimal Output)
{
    // OpenAI's list prices (openai.com/api/pricing); they change, so configured prices replace them.
    private static readonly Dictionary<string, ExpertPrices> Listed = new(StringComparer.OrdinalIgnoreCase)
    {
        ["gpt-4o"] = new(2.50m, 10m),
        ["gpt-4o-mini"] = new(0.15m, 0.60m),
        ["gpt-4.1"] = new(2m, 8m),
        ["gpt-4.1-mini"] = new(0.40m, 1.60m),
    };

    /// <summary>The prices of an expert: the configured ones, else OpenAI's list prices where the endpoint is OpenAI's, else null.</summary>
    public static ExpertPrices? Of(OpenAIExpertOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.InputPrice is { } input && options.OutputPrice is { } output) return new(input, output);
        return ApiKeys.IsOpenAI(options.Endpoint) ? Listed.GetValueOrDefault(options.Model) : null;
    }

    /// <summary>The cost in dollars.</summary>
    public decimal Cost(ExpertSpending usage) => ((usage.InputTokens * Input) + (usage.OutputTokens * Output)) / 1_000_000m;
}
