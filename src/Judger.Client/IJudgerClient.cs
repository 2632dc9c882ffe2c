namespace Judger.Client;

/// <summary>Asks questions about images.</summary>
public interface IJudgerClient
{
    /// <summary>Makes an image known to the cluster and returns its digest, by which questions name it.</summary>
    /// <exception cref="ImageRejectedException">The bytes are not an image that can be read, or there are too many of them.</exception>
    Task<ImageDigest> PutImageAsync(byte[] image, CancellationToken cancellationToken = default);

    /// <summary>
    /// Asks and waits for the answer, at most a second or two beyond the question's budget. <paramref name="id"/> makes the question idempotent; a new one is
    /// made when it is null.
    /// </summary>
    /// <exception cref="JudgerException">There is no answer; the type says why, and <see cref="JudgerException.IsTransient"/> whether asking again may
    /// help.</exception>
    Task<QuestionRecord> AskAsync(AskRequest request, QuestionId? id = null, CancellationToken cancellationToken = default);

    /// <summary>Has a question answered in the background: it survives the loss of any silo, and <see cref="GetAsync"/> returns how far it is.</summary>
    Task<QuestionRecord> AskInBackgroundAsync(AskRequest request, QuestionId id, CancellationToken cancellationToken = default);

    /// <summary>Asks and reports each stage as it starts and finishes. After the last event, <see cref="GetAsync"/> gives the finished record.</summary>
    /// <param name="request">The question.</param>
    /// <param name="id">Its id.</param>
    /// <param name="from">The first event that is wanted: 0 for all, or one beyond the last that was seen before a connection broke.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    IAsyncEnumerable<QuestionEvent> AskStreamAsync(AskRequest request, QuestionId id, int from = 0, CancellationToken cancellationToken = default);

    /// <summary>
    /// Asks and reports each stage, and answers while they are written. Pieces come between their stage's start and its end, where one listens meanwhile;
    /// together they are the answer. Behind a server that does not know them the answers come whole.
    /// </summary>
    /// <param name="request">The question.</param>
    /// <param name="id">Its id.</param>
    /// <param name="options">Which events are wanted.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    IAsyncEnumerable<QuestionEvent> AskStreamAsync(
        AskRequest request, QuestionId id, EventOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return AskStreamAsync(request, id, options.From, cancellationToken);
    }

    /// <summary>
    /// Reports each stage of a question that somebody asked, without asking: nothing begins that did not begin by itself. The stream ends with the question; an
    /// id that was never asked has no events.
    /// </summary>
    /// <param name="id">The question's id.</param>
    /// <param name="from">The first event that is wanted: 0 for all, or one beyond the last that was seen before a connection broke.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="JudgerException">The question ended without an answer, or did not end within the longest budget.</exception>
    IAsyncEnumerable<QuestionEvent> ListenAsync(QuestionId id, int from = 0, CancellationToken cancellationToken = default);

    /// <summary>Listens as above, and has answers while they are written.</summary>
    /// <param name="id">The question's id.</param>
    /// <param name="options">Which events are wanted.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="JudgerException">The question ended without an answer, or did not end within the longest budget.</exception>
    IAsyncEnumerable<QuestionEvent> ListenAsync(QuestionId id, EventOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return ListenAsync(id, options.From, cancellationToken);
    }

    /// <summary>A question as it stands, or null when it was never asked.</summary>
    Task<QuestionRecord?> GetAsync(QuestionId id, CancellationToken cancellationToken = default);

    /// <summary>Stops a question that is not finished.</summary>
    Task CancelAsync(QuestionId id, CancellationToken cancellationToken = default);
}
