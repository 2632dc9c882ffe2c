using System.Diagnostics;
using System.Runtime.CompilerServices;
using Judger.Grains.Draining;
using Judger.Grains.Judgments;
using Judger.Grains.Routing;
using Judger.Grains.Slots;
using Judger.Grains.Telemetry;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Storage;

namespace Judger.Grains.Questions;

/// <summary>
/// One question. Callers with the same content join the same run; the record is saved after every stage. A question in the background carries a reminder
/// until it is over, so that it goes on when its silo died.
/// </summary>
[Reentrant, CollectionAgeLimit(Minutes = 2)]
internal sealed class QuestionGrain(
    [PersistentState("question", StorageNames.Questions)] IPersistentState<QuestionState> state, SlotCaller slots, ExpertCaller callers, ExpertCatalog experts, SiloSlots silo, SiloWork work, QuestionTelemetry telemetry,
    IOptions<QuestionOptions> options, TimeProvider time)
    : Grain, IQuestionGrain, IRemindable, IDisposable
{
    private const string Reminder = "finish";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly QuestionEvents _events = new();
    private readonly Attendance _attendance = new(options.Value.AttendanceGrace, time);
    private readonly QuestionStore _store = new(state, time);
    private CancellationTokenSource _given = new();
    private Task<QuestionRecord>? _run;
    private AskRequest? _asked;
    private bool _isCancelled;

    private string Id => this.GetPrimaryKeyString();

    // What has no finished stage yet is not saved, and is a question all the same.
    private QuestionRecord? Current => _store.Record ?? (_run is { IsCompleted: false } && _asked is { } asked ? new() { Id = Id, Request = asked } : null);

    public async Task<QuestionRecord> AskAsync(AskRequest request, TimeSpan patience, CancellationToken cancellationToken)
    {
        var run = Join(request, isBackground: false);
        var walksOut = false;
        _attendance.Enter();
        try
        {
            await Task.WhenAny(run, Task.Delay(patience < QuestionLimits.MaxPatience ? patience : QuestionLimits.MaxPatience, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            return run.IsCompleted ? await run : _store.Record ?? new() { Id = Id, Request = request };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            walksOut = true;
            throw;
        }
        finally
        {
            Leave(walksOut);
        }
    }

    public async Task<QuestionRecord> AcceptAsync(AskRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        if (_store.Record is not { IsFinished: true })
        {
            var record = _store.Record ?? new() { Id = Id, Request = request };
            await this.RegisterOrUpdateReminder(Reminder, options.Value.ReminderPeriod, options.Value.ReminderPeriod, cancellationToken);
            await _store.SaveAsync(record with { IsBackground = true, Failure = null, Trace = record.Trace ?? QuestionTracing.Asker }, cancellationToken);
        }

        var run = Join(request, isBackground: true);
        return run.IsCompleted ? await run : _store.Record!;
    }

    public async IAsyncEnumerable<QuestionEvent> StreamAsync(AskRequest request, int from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var run = Join(request, isBackground: false);
        if (run.IsCompletedSuccessfully) _events.Replay(await run);
        _attendance.Enter();
        try
        {
            for (var next = from; ;)
            {
                var more = _events.More;
                var isOver = run.IsCompleted;
                while (next < _events.Count) yield return _events[next++];
                if (isOver) break;
                await Task.WhenAny(more, run).WaitAsync(cancellationToken);
            }
        }
        finally
        {
            // Whoever reads on another silo, or asks for the finished record, comes back within the grace.
            Leave(walksOut: false);
        }

        await run;
    }

    public Task<QuestionRecord?> GetAsync(CancellationToken cancellationToken) => Task.FromResult(Current);

    public async Task CancelAsync(CancellationToken cancellationToken)
    {
        if (_store.Record is { IsFinished: true }) return;
        var begun = Current;
        _isCancelled = true;
        await _given.CancelAsync();

        // What the run is about to save must not come after this.
        if (_run is { } run) await Task.WhenAny(run, Task.Delay(QuestionLimits.MaxPatience, time, cancellationToken));
        if ((_store.Record ?? begun) is { IsFinished: false } record) await _store.SaveAsync(record with { IsCancelled = true, AttentionRow = null }, cancellationToken);
        await ForgetReminderAsync();
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (_store.Record is { IsBackground: true, IsFinished: false, IsCancelled: false, Failure: null } record) _ = Join(record.Request, isBackground: true);
        else await ForgetReminderAsync();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // What is finished is saved; the rest goes on where the question is asked for next.
        await _given.CancelAsync();
        if (_run is Task run) await run.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public void Dispose() => _given.Dispose();

    /// <summary>The question's run: the one that there is, or a new one after the last finished stage.</summary>
    private Task<QuestionRecord> Join(AskRequest request, bool isBackground)
    {
        Check(request);
        if (_store.Record is { IsFinished: true } finished) return Task.FromResult(finished);
        if (_isCancelled || _store.Record is { IsCancelled: true }) throw Cancelled();
        if (_run is null or { IsCompleted: true })
        {
            if (_given.IsCancellationRequested) _given = new();
            _asked = request;
            _run = RunAsync(request, isBackground || _store.Record is { IsBackground: true });
        }

        return _run;
    }

    private void Check(AskRequest request)
    {
        var known = _store.Record?.Request ?? (_run is { IsCompleted: false } ? _asked : null);
        if (known is not null && !SameContent(known, request)) throw new QuestionConflictException($"Question id {Id} was used for another question; use a new id.");
        QuestionValidator.Check(request, experts);
    }

    private async Task<QuestionRecord> RunAsync(AskRequest request, bool isBackground)
    {
        using var counted = work.BeginQuestion();
        using var span = QuestionTracing.StartQuestion(_store.Record ?? new() { Id = Id, Request = request }, silo.Silo, telemetry.WithContent);
        using var budget = new CancellationTokenSource(request.Options.Budget, time);
        var run = telemetry.Instruments.Begin();
        try
        {
            var record = await RunAsync(request, isBackground, budget, span);
            QuestionTracing.TellQuestion(span, run.Complete(record), record, telemetry.WithContent);
            return record;
        }
        catch (Exception exception)
        {
            QuestionTracing.TellQuestion(span, run.Fail(exception, budget.IsCancellationRequested), null, telemetry.WithContent);
            span.Fail(exception);
            throw;
        }
    }

    private async Task<QuestionRecord> RunAsync(AskRequest request, bool isBackground, CancellationTokenSource budget, Activity? span)
    {
        using var attended = isBackground ? null : this.RegisterGrainTimer(GiveUpIfAbandonedAsync, new() { DueTime = Look, Period = Look, Interleave = true, KeepAlive = true });
        using var either = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, _given.Token);
        var record = await BeginAsync(request, isBackground, span, either.Token);
        var run = new QuestionRun(GrainFactory, slots, callers, new(request.Options.Budget, time), record, ReportAsync, telemetry);
        try
        {
            return await EndAsync(await run.RunAsync(either.Token));
        }
        catch (Exception) when (_given.IsCancellationRequested)
        {
            throw Cancelled();
        }
        catch (OperationCanceledException) when (budget.IsCancellationRequested)
        {
            return await EndAsync(run.CutShort()
                ?? throw new StageFailedException($"The budget of {request.Options.Budget.TotalSeconds} s ended before the first stage was finished; give the question more time."));
        }
        catch (StageFailedException exception) when (run.Record.StageCounts.Count > 0 || isBackground)
        {
            await EndAsync(run.Record with { Failure = new(run.Stage, exception.Message, options.Value.MaxStageAttempts) });
            throw;
        }
        catch (InconsistentStateException exception)
        {
            // Two silos held the question for a moment; the other one has it.
            DeactivateOnIdle();
            throw new ClusterUnavailableException($"Question {Id} has moved to another silo; ask again under the same id.", exception);
        }
        catch (OverloadedException)
        {
            // A refused question leaves nothing behind.
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task<QuestionRecord> BeginAsync(AskRequest request, bool isBackground, Activity? span, CancellationToken cancellationToken)
    {
        var known = _store.Record;
        var record = (known ?? new() { Id = Id, Request = request }) with { IsBackground = isBackground, Failure = null };
        _events.Replay(record);
        record = record with { Runs = [.. record.Runs, new(silo.Silo, record.LastFinished)] };
        record = record with { Trace = record.Runs.Count == 1 ? span?.Id ?? record.Trace : record.Trace ?? span?.Id };
        if (record.Runs.Count > 1) telemetry.Instruments.CountResumption();
        if (known is null) return record;
        if (record.Runs.Count > options.Value.MaxResumptions)
            throw new StageFailedException($"Question {Id} was taken up {record.Runs.Count} times and never finished; look at the silos' logs, or ask under a new id.");

        // Before the work, so that a question that kills silos is counted.
        return await _store.SaveAsync(record, cancellationToken);
    }

    private async Task ReportAsync(QuestionStage stage, bool isFinished, QuestionRecord record)
    {
        if (isFinished) await _store.SaveAsync(record, _given.Token);
        _events.Add(stage, isFinished, record);
    }

    private async Task<QuestionRecord> EndAsync(QuestionRecord record)
    {
        await _store.SaveAsync(record, _given.Token);
        if (record.IsBackground) await ForgetReminderAsync();
        return record;
    }

    private async Task ForgetReminderAsync()
    {
        if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
    }

    private Task GiveUpIfAbandonedAsync(CancellationToken cancellationToken) => _attendance.IsAbandoned ? _given.CancelAsync() : Task.CompletedTask;

    private void Leave(bool walksOut)
    {
        _attendance.Leave(walksOut);
        if (_attendance.IsAbandoned && _store.Record is not { IsBackground: true } && _run is { IsCompleted: false }) _given.Cancel();
    }

    private QuestionCancelledException Cancelled() => _isCancelled || _store.Record is { IsCancelled: true }
        ? new($"Question {Id} was cancelled; ask under a new id to have it answered.")
        : new($"Question {Id} was given up, as nobody waited for it any more; ask again under the same id to have it go on.") { IsAbandoned = true };

    // The budget is how long this caller waits, not what it asks.
    private static bool SameContent(AskRequest known, AskRequest request) =>
        known with { Options = known.Options with { Budget = default } } == request with { Options = request.Options with { Budget = default } };
}
