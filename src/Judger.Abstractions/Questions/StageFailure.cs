namespace Judger;

/// <summary>A stage that failed each time that it was tried. Asking again tries again.</summary>
/// <param name="Message">What went wrong, and what to do.</param>
/// <param name="Attempts">How often the stage was tried.</param>
[GenerateSerializer, Immutable, Alias("judger.StageFailure")]
public sealed record StageFailure([property: Id(0)] string Message, [property: Id(1)] int Attempts) : StageOutcome;
