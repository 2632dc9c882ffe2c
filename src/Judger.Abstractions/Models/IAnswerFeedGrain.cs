namespace Judger;

/// <summary>The answers that one slot is writing; the key is the slot's.</summary>
[Alias("judger.IAnswerFeedGrain")]
public interface IAnswerFeedGrain : IGrainWithStringKey
{
    /// <summary>
    /// Reads an answer from its beginning while the slot writes it. What comes within some milliseconds is one piece. An answer that has not begun is waited
    /// for; one that is over, or never begins, has no end here: whoever asked for the answer knows when to stop.
    /// </summary>
    /// <param name="feed">See <see cref="StageContext.Feed"/>.</param>
    /// <param name="withTokens">Whether <see cref="AnswerPiece.Tokens"/> is wanted.</param>
    /// <param name="cancellationToken">Ends the enumeration, and not the answer.</param>
    [Alias("Read"), ResponseTimeout(QuestionLimits.StageTimeout)]
    IAsyncEnumerable<AnswerPiece> ReadAsync(Guid feed, bool withTokens, CancellationToken cancellationToken);
}
