namespace Judger;

/// <summary>What the model holds of an answer.</summary>
/// <param name="ProbabilityCorrect">P(yes) / (P(yes) + P(no)) of its reply's first token.</param>
/// <param name="Work">What it cost.</param>
[GenerateSerializer, Immutable, Alias("judger.SelfJudgmentResult")]
public sealed record SelfJudgmentResult([property: Id(0)] double ProbabilityCorrect, [property: Id(1)] WorkReport Work);
