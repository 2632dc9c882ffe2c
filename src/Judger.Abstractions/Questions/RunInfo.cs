namespace Judger;

/// <summary>One time that a silo took a question up: the first, and each time that it went on after an interruption.</summary>
/// <param name="Silo">The silo's name.</param>
/// <param name="Stages">How many entries the log had then.</param>
/// <param name="ResumedAfter">The last stage that was finished then; null for a beginning.</param>
/// <param name="HasEnded">
/// Whether it ended on a silo that lived: with the answer, with an error, or because it was stopped. False while it goes on, and for good when its silo died.
/// </param>
[GenerateSerializer, Immutable, Alias("judger.RunInfo")]
public sealed record RunInfo(
    [property: Id(0)] string Silo,
    [property: Id(1)] int Stages,
    [property: Id(2)] QuestionStage? ResumedAfter,
    [property: Id(3)] bool HasEnded = false);
