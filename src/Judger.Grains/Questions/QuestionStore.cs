using Judger.Grains.Storage;
using Orleans.Storage;

namespace Judger.Grains.Questions;

/// <summary>
/// Keeps the one record of a question. Storage that is away for a while is waited for. For one grain: not thread-safe, but safe under reentrancy.
/// </summary>
internal sealed class QuestionStore(IPersistentState<QuestionState> state, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly SingleFlight _write = new();
    private long _changes;
    private long _saved;

    /// <summary>The record with all changes, those included that are being saved.</summary>
    public QuestionRecord? Record => state.State.Record;

    /// <summary>Changes the record, and returns when the change is saved.</summary>
    /// <param name="change">Given the record as it is at that moment, null for none, the changed one. It is called once, before anything is awaited.</param>
    /// <param name="cancellationToken">Ends the wait for storage that is away. The change stays in the record and is saved with the next one.</param>
    /// <exception cref="StorageUnavailableException">Storage did not answer until the token was cancelled.</exception>
    /// <exception cref="InconsistentStateException">Another activation of the question has saved meanwhile; this one must go.</exception>
    public async Task<QuestionRecord> UpdateAsync(Func<QuestionRecord?, QuestionRecord> change, CancellationToken cancellationToken)
    {
        var record = state.State.Record = change(state.State.Record);
        var number = ++_changes;
        var pause = FirstPause;
        while (_saved < number)
        {
            try
            {
                // Once begun, a write is not abandoned: whether it took place must be known.
                await _write.RunAsync(WriteAsync).WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
            {
                throw Unavailable(exception);
            }
            catch (Exception exception) when (exception is not InconsistentStateException)
            {
                await PauseAsync(pause, exception, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }

        return record;
    }

    /// <summary>Deletes the record.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            // What is being written comes before.
            for (var isDeleted = false; !isDeleted;)
            {
                await _write.RunAsync(async () =>
                {
                    await state.ClearStateAsync(CancellationToken.None);
                    isDeleted = true;
                }).WaitAsync(cancellationToken);
            }

            state.State.Record = null;
        }
        catch (Exception exception) when (exception is not InconsistentStateException)
        {
            throw Unavailable(exception);
        }
    }

    private async Task WriteAsync()
    {
        var changes = _changes;
        await state.WriteStateAsync(CancellationToken.None);
        _saved = changes;
    }

    private async Task PauseAsync(TimeSpan pause, Exception cause, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(pause, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw Unavailable(cause);
        }
    }

    private static StorageUnavailableException Unavailable(Exception cause) => cause.ForCaller(cause is OperationCanceledException
        ? "The question could not be saved in time: the storage does not answer. Ask again under the same id when it is back."
        : "The question could not be saved. Ask again under the same id when the storage is back.");
}
