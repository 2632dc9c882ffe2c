using System.Runtime.CompilerServices;
using Judger.Grains.Routing;
using Judger.Grains.Slots;
using Orleans.Concurrency;

namespace Judger.Grains.Questions;

/// <summary>One question. Callers with the same content join the same run; the record is saved after every stage.</summary>
[Reentrant]
internal sealed class QuestionGrain(
    [PersistentState("question", StorageNames.Default)] IPersistentState<QuestionState> state, SlotRouter router, TimeProvider time) : Grain, IQuestionGrain, IDisposable
{
    private readonly List<QuestionEvent> _events = [];
    private readonly CancellationTokenSource _cancelled = new();
    private TaskCompletionSource _more = NewSignal();
    private Task<QuestionRecord>? _run;

    public async Task<QuestionRecord> AskAsync(AskRequest request, CancellationToken cancellationToken) =>
        await Join(request).WaitAsync(cancellationToken);

    public async IAsyncEnumerable<QuestionEvent> StreamAsync(AskRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var run = Join(request);
        for (var next = 0; ;)
        {
            var more = _more.Task;
            var isOver = run.IsCompleted;
            while (next < _events.Count) yield return _events[next++];
            if (isOver) break;
            await Task.WhenAny(more, run).WaitAsync(cancellationToken);
        }

        await run;
    }

    public Task<QuestionRecord?> GetAsync(CancellationToken cancellationToken) => Task.FromResult(state.State.Record);

    public Task CancelAsync(CancellationToken cancellationToken) => _cancelled.CancelAsync();

    public void Dispose() => _cancelled.Dispose();

    private Task<QuestionRecord> Join(AskRequest request)
    {
        if (state.State.Record is { } known && !SameContent(known.Request, request))
            throw new QuestionConflictException($"Question id {this.GetPrimaryKeyString()} was used for another question; use a new id.");
        if (state.State.Record is { IsFinished: true } finished) return Task.FromResult(finished);

        // A run that is over without an answer, failed or cancelled, is started again by the next one who asks; its finished stages are kept.
        if (_run is null or { IsCompleted: true }) _run = RunAsync(request);
        return _run;
    }

    private async Task<QuestionRecord> RunAsync(AskRequest request)
    {
        QuestionValidator.Check(request);
        var record = state.State.Record ?? new() { Id = this.GetPrimaryKeyString(), Request = request };
        record = record with { Slot = router.Route(request.ImageDigest, ModelRole.All) };
        state.State.Record = record;

        using var budget = new CancellationTokenSource(request.Options.Budget, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, _cancelled.Token);
        var run = new QuestionRun(GrainFactory, record, ReportAsync);
        try
        {
            return await SaveAsync(await run.RunAsync(either.Token));
        }
        catch (Exception) when (_cancelled.IsCancellationRequested)
        {
            throw new QuestionCancelledException($"Question {this.GetPrimaryKeyString()} was cancelled; ask under a new id to have it answered.");
        }
        catch (OperationCanceledException) when (budget.IsCancellationRequested)
        {
            return await SaveAsync(run.CutShort()
                ?? throw new StageFailedException($"The budget of {request.Options.Budget.TotalSeconds} s ended before the first stage was finished; give the question more time."));
        }
    }

    private async Task ReportAsync(QuestionStage stage, bool isFinished, QuestionRecord record)
    {
        if (isFinished) await SaveAsync(record);
        _events.Add(new(_events.Count, stage, isFinished, record));
        var told = _more;
        _more = NewSignal();
        told.SetResult();
    }

    private async Task<QuestionRecord> SaveAsync(QuestionRecord record)
    {
        state.State.Record = record;
        await state.WriteStateAsync(CancellationToken.None);
        return record;
    }

    // The budget is how long this caller waits, not what it asks.
    private static bool SameContent(AskRequest known, AskRequest request) =>
        known with { Options = known.Options with { Budget = default } } == request with { Options = request.Options with { Budget = default } };

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
