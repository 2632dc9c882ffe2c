namespace Judger;

/// <summary>A stage of a question that began or ended.</summary>
/// <param name="Sequence">0, 1, 2 ... within the question, the same on whatever silo it goes on.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Round">See <see cref="StageEntry.Round"/>.</param>
/// <param name="Entry">The log's entry when the stage ended; null when it began.</param>
[GenerateSerializer, Immutable, Alias("judger.QuestionEvent")]
public sealed record QuestionEvent(
    [property: Id(0)] int Sequence,
    [property: Id(1)] QuestionStage Stage,
    [property: Id(2)] int Round,
    [property: Id(3)] StageEntry? Entry)
{
    /// <summary>False when the stage began, true when it ended.</summary>
    public bool IsFinished => Entry is not null;
}
