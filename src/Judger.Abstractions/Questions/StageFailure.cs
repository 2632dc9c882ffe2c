namespace Judger;

/// <summary>Why a question has no answer.</summary>
/// <param name="Stage">The stage that failed.</param>
/// <param name="Message">What went wrong, and what to do.</param>
/// <param name="Attempts">How often the stage was tried.</param>
[GenerateSerializer, Immutable, Alias("judger.StageFailure")]
public sealed record StageFailure([property: Id(0)] QuestionStage Stage, [property: Id(1)] string Message, [property: Id(2)] int Attempts);
