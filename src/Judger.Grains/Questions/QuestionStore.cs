using Orleans.Storage;

namespace Judger.Grains.Questions;

/// <summary>Saves a question. Storage that is away for a while is waited for.</summary>
internal sealed class QuestionStore(IPersistentState<QuestionState> state, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    public QuestionRecord? Record => state.State.Record;

    /// <summary>Saves a record.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer until the token was cancelled.</exception>
    /// <exception cref="InconsistentStateException">Another activation of the question has saved meanwhile; this one must go.</exception>
    public async Task<QuestionRecord> SaveAsync(QuestionRecord record, CancellationToken cancellationToken)
    {
        state.State.Record = record;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                // Once begun a write is not abandoned: whether it took place must be known.
                await state.WriteStateAsync(CancellationToken.None);
                return record;
            }
            catch (Exception exception) when (exception is not InconsistentStateException)
            {
                if (cancellationToken.IsCancellationRequested) throw Unavailable(exception);
                try
                {
                    await Task.Delay(pause, time, cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    throw Unavailable(exception);
                }
            }
        }
    }

    private static StorageUnavailableException Unavailable(Exception cause) =>
        new($"The question could not be saved ({cause.Message.ReplaceLineEndings(" ")}); ask again under the same id when the storage is back.");
}
