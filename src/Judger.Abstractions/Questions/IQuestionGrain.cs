namespace Judger;

/// <summary>One question on its way through the stages; the key is the client's id.</summary>
[Alias("judger.IQuestionGrain")]
public interface IQuestionGrain : IGrainWithStringKey
{
    /// <summary>
    /// Asks, and waits for the answer for a while; then the record says how far the question is, and the caller asks again to go on waiting. Short waits are
    /// how a caller notices that a silo died. Asking again with the same content joins the question or returns its answer; a question whose silo died goes on
    /// after its last finished stage. A question that nobody waits for any more is given up, unless it is in the background.
    /// </summary>
    /// <param name="request">What is asked.</param>
    /// <param name="wait">How long this call waits, at most <see cref="QuestionLimits.MaxWait"/>.</param>
    /// <param name="cancellationToken">Cancelled when the caller no longer waits: if nobody else does, the question's work leaves its device at the next
    /// step.</param>
    /// <exception cref="QuestionConflictException">This id was used for another question.</exception>
    /// <exception cref="QuestionRejectedException">The question or its options are not valid.</exception>
    /// <exception cref="QuestionCancelledException">The question was cancelled.</exception>
    /// <exception cref="OverloadedException">No slot takes the question now.</exception>
    /// <exception cref="StageFailedException">A stage failed each time that it was tried.</exception>
    /// <exception cref="StorageUnavailableException">The budget ended while the question could not be saved.</exception>
    [Alias("Ask"), ResponseTimeout(QuestionLimits.AskTimeout)]
    Task<QuestionRecord> AskAsync(AskRequest request, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the question in to be answered in the background: it is saved before this returns, finishes by itself, and survives the loss of any silo.
    /// </summary>
    /// <exception cref="QuestionConflictException">This id was used for another question.</exception>
    /// <exception cref="QuestionRejectedException">The question or its options are not valid.</exception>
    [Alias("Accept"), ResponseTimeout(QuestionLimits.AskTimeout)]
    Task<QuestionRecord> AcceptAsync(AskRequest request, CancellationToken cancellationToken);

    /// <summary>Asks as <see cref="AskAsync"/> does and tells each stage as it starts and finishes, until the question is over.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="from">The first event's <see cref="QuestionEvent.Sequence"/>: 0 tells all, also of a question that began elsewhere.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    [Alias("Stream"), ResponseTimeout(QuestionLimits.AskTimeout)]
    IAsyncEnumerable<QuestionEvent> StreamAsync(AskRequest request, int from, CancellationToken cancellationToken);

    /// <summary>
    /// Tells each stage as <see cref="StreamAsync"/> does, but begins nothing: a question that nobody works on is listened to until somebody asks it again. It
    /// ends with the question. An id that was never asked has no events.
    /// </summary>
    /// <param name="from">The first event's <see cref="QuestionEvent.Sequence"/>.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <exception cref="JudgerException">The question ended without an answer, as for those who wait for it.</exception>
    [Alias("Listen"), ResponseTimeout(QuestionLimits.AskTimeout)]
    IAsyncEnumerable<QuestionEvent> ListenAsync(int from, CancellationToken cancellationToken);

    /// <summary>
    /// Tells each stage, and what it writes where that is wanted: as <see cref="StreamAsync"/> does where there is a request, else as
    /// <see cref="ListenAsync"/> does.
    /// </summary>
    /// <param name="request">What is asked; null to begin nothing.</param>
    /// <param name="options">Which events are wanted.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    [Alias("Follow"), ResponseTimeout(QuestionLimits.AskTimeout)]
    IAsyncEnumerable<QuestionEvent> FollowAsync(AskRequest? request, EventOptions options, CancellationToken cancellationToken);

    /// <summary>The question as it stands, or null when it was never asked, or too long ago.</summary>
    [Alias("Get"), ResponseTimeout(QuestionLimits.AskTimeout)]
    Task<QuestionRecord?> GetAsync(CancellationToken cancellationToken);

    /// <summary>Stops a question that is not finished; its work leaves the device at the next step.</summary>
    [Alias("Cancel"), ResponseTimeout(QuestionLimits.AskTimeout)]
    Task CancelAsync(CancellationToken cancellationToken);

    /// <summary>Deletes the question and its record, after it has stopped. Its images stay until their own time is over.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    [Alias("Delete"), ResponseTimeout(QuestionLimits.AskTimeout)]
    Task DeleteAsync(CancellationToken cancellationToken);
}
