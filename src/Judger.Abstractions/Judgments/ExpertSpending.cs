using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Judger;

/// <summary>What asking an expert cost.</summary>
/// <param name="Requests">Requests sent, failed ones included.</param>
/// <param name="InputTokens">Tokens read, as the expert counted them.</param>
/// <param name="OutputTokens">Tokens written.</param>
/// <param name="Dollars">The price in US dollars, where prices are known.</param>
[GenerateSerializer, Immutable, Alias("judger.ExpertSpending")]
public readonly record struct ExpertSpending(
    [property: Id(0), Description("Requests sent, failed ones included.")] long Requests,
    [property: Id(1), Description("Tokens read, as the expert counted them.")] long InputTokens,
    [property: Id(2), Description("Tokens written.")] long OutputTokens,
    [property: Id(3), Description("The price in US dollars; absent where prices are not known.")] decimal? Dollars = null)
{
    /// <summary>Tokens in both directions.</summary>
    [JsonIgnore]
    public long Tokens => InputTokens + OutputTokens;

    /// <summary>The sum of two; its price is that of the parts whose price is known.</summary>
    public static ExpertSpending operator +(ExpertSpending left, ExpertSpending right) => Add(left, right);

    /// <inheritdoc cref="op_Addition"/>
    public static ExpertSpending Add(ExpertSpending left, ExpertSpending right) => new(
        left.Requests + right.Requests,
        left.InputTokens + right.InputTokens,
        left.OutputTokens + right.OutputTokens,
        left.Dollars is null && right.Dollars is null ? null : (left.Dollars ?? 0) + (right.Dollars ?? 0));
}
