namespace Judger;

/// <summary>One question on its way through the stages; the key is the client's id.</summary>
[Alias("judger.IQuestionGrain")]
public interface IQuestionGrain : IGrainWithStringKey
{
    /// <summary>
    /// Answers the question. Asking again with the same content joins the question or returns its answer; a question whose silo died goes on after its
    /// last finished stage.
    /// </summary>
    /// <exception cref="QuestionConflictException">This id was used for another question.</exception>
    /// <exception cref="QuestionRejectedException">The question or its options are not valid.</exception>
    [Alias("Ask"), ResponseTimeout(QuestionLimits.AskTimeout)]
    Task<QuestionRecord> AskAsync(AskRequest request, CancellationToken cancellationToken);

    /// <summary>Answers the question as <see cref="AskAsync"/> does and tells each stage as it starts and finishes, from the first on.</summary>
    [Alias("Stream")]
    IAsyncEnumerable<QuestionEvent> StreamAsync(AskRequest request, CancellationToken cancellationToken);

    /// <summary>The question as it stands, or null when it was never asked.</summary>
    [Alias("Get")]
    Task<QuestionRecord?> GetAsync(CancellationToken cancellationToken);

    /// <summary>Stops a question that is not finished; its work leaves the device at the next step.</summary>
    [Alias("Cancel")]
    Task CancelAsync(CancellationToken cancellationToken);
}
