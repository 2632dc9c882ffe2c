namespace Judger;

/// <summary>A stage that was not needed.</summary>
/// <param name="Reason">Why.</param>
[GenerateSerializer, Immutable, Alias("judger.StageSkipped")]
public sealed record StageSkipped([property: Id(0)] string Reason) : StageOutcome;
