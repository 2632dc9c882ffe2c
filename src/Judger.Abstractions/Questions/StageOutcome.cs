namespace Judger;

/// <summary>
/// What came of a stage: a <see cref="ModelAnswer"/>, a <see cref="LocatedRegion"/>, a <see cref="Judgment"/>, a <see cref="FinalChoice"/>, or why there is
/// none of them: <see cref="StageSkipped"/>, <see cref="StageFailure"/>.
/// </summary>
[GenerateSerializer, Immutable, Alias("judger.StageOutcome")]
public abstract record StageOutcome;
