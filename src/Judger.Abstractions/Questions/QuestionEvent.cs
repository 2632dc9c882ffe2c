namespace Judger;

/// <summary>A stage of a question that began or ended, or, where it was asked for, a piece of the answer that it is writing.</summary>
/// <param name="Sequence">
/// 0, 1, 2 ... within the question, the same on whatever silo it goes on. Pieces have no number of their own, but that of their stage's beginning: they are
/// told to those who listen meanwhile, and are in no record.
/// </param>
/// <param name="Stage">The stage.</param>
/// <param name="Round">See <see cref="StageEntry.Round"/>.</param>
/// <param name="Entry">The log's entry when the stage ended; else null.</param>
[GenerateSerializer, Immutable, Alias("judger.QuestionEvent")]
public sealed record QuestionEvent(
    [property: Id(0)] int Sequence,
    [property: Id(1)] QuestionStage Stage,
    [property: Id(2)] int Round,
    [property: Id(3)] StageEntry? Entry)
{
    /// <summary>False when the stage began or goes on, true when it ended.</summary>
    public bool IsFinished => Entry is not null;

    /// <summary>What has come to the stage's answer; null where the stage began or ended.</summary>
    [Id(4)]
    public AnswerPiece? Piece { get; init; }

    /// <summary>
    /// Of a piece: whether the stage's answer is the question's whatever comes, by the question's options. Only the end of the time budget can still make an
    /// earlier answer the question's.
    /// </summary>
    [Id(5)]
    public bool IsFinal { get; init; }
}
