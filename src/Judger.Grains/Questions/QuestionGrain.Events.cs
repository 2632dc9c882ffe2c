using System.Runtime.CompilerServices;

namespace Judger.Grains.Questions;

/// <summary>The question's events, for those who ask and those who only listen.</summary>
internal sealed partial class QuestionGrain
{
    public IAsyncEnumerable<QuestionEvent> StreamAsync(AskRequest request, int from, CancellationToken cancellationToken) =>
        TellAsync(request, new() { From = from }, cancellationToken);

    public IAsyncEnumerable<QuestionEvent> ListenAsync(int from, CancellationToken cancellationToken) =>
        TellAsync(new() { From = from }, cancellationToken);

    public IAsyncEnumerable<QuestionEvent> FollowAsync(AskRequest? request, EventOptions options, CancellationToken cancellationToken) =>
        request is null ? TellAsync(options, cancellationToken) : TellAsync(request, options, cancellationToken);

    private async IAsyncEnumerable<QuestionEvent> TellAsync(
        AskRequest request, EventOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var run = Join(request);
        if (run.IsCompletedSuccessfully) _events.Replay(await run);
        _lifetime.Enter();
        using var attending = Listener.Attend(options.Text);
        try
        {
            var events = new EventReader(_events, options, new(request.Options));
            while (true)
            {
                var more = _events.More;
                var isOver = run.IsCompleted;
                while (events.Next() is { } happened) yield return happened;
                if (isOver) break;
                await Task.WhenAny(more, run).WaitAsync(cancellationToken);
            }
        }
        finally
        {
            // A caller that goes on reading at another silo, or asks for the finished record, comes back within the grace.
            _lifetime.Leave(isDisconnected: false);
        }

        await run;
    }

    private async IAsyncEnumerable<QuestionEvent> TellAsync(EventOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Current is not { } asked) yield break;
        Task<QuestionRecord>? heard = null;

        // A listener keeps a run alive as a caller does, but begins none.
        _lifetime.Enter();
        using var attending = Listener.Attend(options.Text);
        try
        {
            EventReader? events = null;
            while (true)
            {
                var more = _events.More;
                if (_run is { IsCompleted: false } run) heard = run;
                else if (heard is null && Current is { } record) _events.Replay(record);
                var isOver = heard is { IsCompleted: true } || (heard is null && IsOver);
                events ??= new(_events, options, new(asked.Request.Options));
                while (events.Next() is { } happened) yield return happened;
                if (isOver) break;
                await (heard is null ? more : Task.WhenAny(more, heard)).WaitAsync(cancellationToken);
            }
        }
        finally
        {
            _lifetime.Leave(isDisconnected: false);
        }

        if (heard is not null) await heard;
        else if (IsCancelled) throw Cancelled(isAbandoned: false);
        else if (_store.Record?.Failed is { Outcome: StageFailure failure }) throw new StageFailedException(failure.Message);
    }
}
