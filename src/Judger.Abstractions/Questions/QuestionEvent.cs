namespace Judger;

/// <summary>Something that happened to a question, with the record as it then was.</summary>
/// <param name="Sequence">0, 1, 2 ... within the question.</param>
/// <param name="Stage">The stage that started or finished.</param>
/// <param name="IsFinished">False when the stage started, true when it finished.</param>
/// <param name="Record">The record at that time.</param>
[GenerateSerializer, Immutable, Alias("judger.QuestionEvent")]
public sealed record QuestionEvent([property: Id(0)] int Sequence, [property: Id(1)] QuestionStage Stage, [property: Id(2)] bool IsFinished, [property: Id(3)] QuestionRecord Record);
