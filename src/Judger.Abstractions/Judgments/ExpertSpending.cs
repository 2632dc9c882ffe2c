namespace Judger;

/// <summary>What asking an expert took.</summary>
/// <param name="Requests">Requests sent, those that failed included.</param>
/// <param name="InputTokens">Tokens read, as the expert counted them.</param>
/// <param name="OutputTokens">Tokens written.</param>
/// <param name="Dollars">The price, where prices are known.</param>
[GenerateSerializer, Immutable, Alias("judger.ExpertSpending")]
public sealed record ExpertSpending(
    [property: Id(0)] long Requests, [property: Id(1)] long InputTokens, [property: Id(2)] long OutputTokens, [property: Id(3)] decimal? Dollars = null);
