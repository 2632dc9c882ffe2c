using System.Diagnostics;
using System.Runtime.CompilerServices;
using Judger.Core.Stages;
using Judger.Grains.Catalog;
using Judger.Grains.Draining;
using Judger.Grains.Slots;
using Judger.Grains.Stages;
using Judger.Grains.Storage;
using Judger.Grains.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Storage;

namespace Judger.Grains.Questions;

/// <summary>
/// One question, and the only owner of its record. Callers with the same content join the same run; every stage that ends is saved. A question in the
/// background carries a reminder until it is over, so that it goes on when its silo died.
/// </summary>
[Reentrant, CollectionAgeLimit(Minutes = 2)]
internal sealed partial class QuestionGrain(
    [PersistentState("question", StorageNames.Questions)] IPersistentState<QuestionState> state,
    StagePipeline pipeline,
    ExpertCatalog experts,
    SiloSlots silo,
    SiloWork work,
    QuestionTelemetry telemetry,
    IOptions<QuestionOptions> options,
    TimeProvider time,
    ILogger<QuestionGrain> logger)
    : Grain, IQuestionGrain, IQuestionLog, IRemindable, IDisposable
{
    private const string Reminder = "finish";

    // How often the grain looks whether anybody still waits.
    private static readonly TimeSpan AttendancePeriod = TimeSpan.FromSeconds(1);

    // What saving the end may take beyond the budget.
    private static readonly TimeSpan SavingGrace = TimeSpan.FromSeconds(0.5);

    private readonly QuestionEvents _events = new();
    private readonly QuestionLifetime _lifetime = new(options.Value.AttendanceGrace, time);
    private readonly QuestionStore _store = new(state, time);
    private Task<QuestionRecord>? _run;

    // What has no finished stage yet is not saved, and is a question all the same.
    private QuestionRecord? _draft;
    private (QuestionStage Stage, int Round) _at;

    private QuestionId Id => QuestionId.Parse(this.GetPrimaryKeyString());

    private QuestionRecord? Current => _store.Record ?? _draft;

    QuestionRecord IQuestionLog.Record => Current!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _lifetime.IsBackground = _store.Record is { IsBackground: true };
        return Task.CompletedTask;
    }

    public async Task<QuestionRecord> AskAsync(AskRequest request, TimeSpan wait, CancellationToken cancellationToken)
    {
        var run = Join(request);
        var isDisconnected = false;
        _lifetime.Enter();
        try
        {
            await Task.WhenAny(run, Task.Delay(wait < QuestionLimits.MaxWait ? wait : QuestionLimits.MaxWait, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            return run.IsCompleted ? await run : Current ?? new() { Id = Id, Request = request };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            isDisconnected = true;
            throw;
        }
        finally
        {
            _lifetime.Leave(isDisconnected);
        }
    }

    public async Task<QuestionRecord> AcceptAsync(AskRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        if (_store.Record is not { IsFinished: true })
        {
            await this.RegisterOrUpdateReminder(Reminder, options.Value.ReminderPeriod, options.Value.ReminderPeriod, cancellationToken);
            var asker = QuestionTracing.Asker;
            await _store.UpdateAsync(record =>
            {
                var known = record ?? _draft ?? new() { Id = Id, Request = request };
                return known with { IsBackground = true, Trace = known.Trace ?? asker };
            }, cancellationToken);
            _lifetime.IsBackground = true;
        }

        var run = Join(request);
        return run.IsCompleted ? await run : Current!;
    }

    public async IAsyncEnumerable<QuestionEvent> StreamAsync(AskRequest request, int from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var run = Join(request);
        if (run.IsCompletedSuccessfully) _events.Replay(await run);
        _lifetime.Enter();
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
            // A caller that goes on reading at another silo, or asks for the finished record, comes back within the grace.
            _lifetime.Leave(isDisconnected: false);
        }

        await run;
    }

    public Task<QuestionRecord?> GetAsync(CancellationToken cancellationToken) => Task.FromResult(Current);

    public async Task CancelAsync(CancellationToken cancellationToken)
    {
        // An id that was never asked stays free.
        if (Current is not { IsFinished: false } begun) return;
        await _lifetime.CancelAsync();

        // What the run is about to save must not come after this.
        if (_run is { } run) await Task.WhenAny(run, Task.Delay(QuestionLimits.MaxWait, time, cancellationToken));
        if (_store.Record is { IsFinished: true }) return;
        await _store.UpdateAsync(record => (record ?? begun) with { IsCancelled = true, Attention = null }, cancellationToken);
        await RemoveReminderAsync();
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (_store.Record is { IsBackground: true, IsFinished: false, IsCancelled: false, Failed: null } record) _ = Resume(record.Request);
        else await RemoveReminderAsync();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // What is finished is saved; the rest goes on where the question is asked for next.
        await _lifetime.StopAsync();
        if (_run is Task run)
            await run.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public void Dispose() => _lifetime.Dispose();

    void IQuestionLog.Begin(QuestionStage stage, int round)
    {
        _at = (stage, round);
        _events.Begin(stage, round);
    }

    async Task IQuestionLog.AppendAsync(StageEntry entry, AttentionRow? attention, CancellationToken cancellationToken)
    {
        await _store.UpdateAsync(record => Append(record ?? _draft!, entry, attention), cancellationToken);
        _events.End(entry);
    }

    // What the baseline hands on is dropped as soon as the region is there.
    private static QuestionRecord Append(QuestionRecord record, StageEntry entry, AttentionRow? attention) =>
        record with
        {
            Stages = [.. record.Stages, entry],
            Attention = attention ?? (record.Region is null && entry.Outcome is not LocatedRegion ? record.Attention : null),
        };

    /// <summary>The question's run: the one that there is, or a new one after the last finished stage.</summary>
    private Task<QuestionRecord> Join(AskRequest request)
    {
        Check(request);
        return Resume(request);
    }

    private Task<QuestionRecord> Resume(AskRequest request)
    {
        if (_store.Record is { IsFinished: true } finished) return Task.FromResult(finished);
        if (_lifetime.IsCancelled || _store.Record is { IsCancelled: true }) throw Cancelled(isAbandoned: false);
        if (_run is null or { IsCompleted: true } || _lifetime.Stopped.IsCancellationRequested)
        {
            _lifetime.Restart();
            _run = RunAfterAsync(_run, request);
        }

        return _run;
    }

    private void Check(AskRequest request)
    {
        if (Current is { } known && !SameContent(known.Request, request))
            throw new QuestionConflictException($"Question id {Id} was used for another question; use a new id.");
        QuestionValidator.Check(request, experts);
    }

    private async Task<QuestionRecord> RunAfterAsync(Task<QuestionRecord>? previous, AskRequest request)
    {
        if (previous is Task { IsCompleted: false } stopping)
            await stopping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (_store.Record is null) _draft = new() { Id = Id, Request = request };
        return await RunAsync(request, _lifetime.Stopped);
    }

    private async Task<QuestionRecord> RunAsync(AskRequest request, CancellationToken stopped)
    {
        using var counted = work.BeginQuestion();
        using var span = QuestionTracing.StartQuestion(Current ?? new() { Id = Id, Request = request }, silo.Silo, telemetry.WithContent);
        using var budget = new CancellationTokenSource(request.Options.Budget, time);
        var run = telemetry.Instruments.Begin();
        try
        {
            var record = await RunAsync(request, budget, span, stopped);
            QuestionTracing.RecordQuestion(span, run.Complete(record), record, telemetry.WithContent);
            return record;
        }
        catch (Exception exception)
        {
            QuestionTracing.RecordQuestion(span, run.Fail(exception, budget.IsCancellationRequested), null, telemetry.WithContent);
            span.Fail(exception);
            if (IsOurs(exception)) LogQuestionFailed(Id, Labels.Of(exception), exception.Message);
            throw;
        }
    }

    private async Task<QuestionRecord> RunAsync(AskRequest request, CancellationTokenSource budget, Activity? span, CancellationToken stopped)
    {
        using var attended = this.RegisterGrainTimer(
            _ => _lifetime.StopIfAbandonedAsync(), new() { DueTime = AttendancePeriod, Period = AttendancePeriod, Interleave = true, KeepAlive = true });
        using var either = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, stopped);
        using var late = new CancellationTokenSource(request.Options.Budget + SavingGrace, time);
        using var saving = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopped);
        try
        {
            try
            {
                await BeginAsync(request, span, either.Token);
                await pipeline.RunAsync(this, new(request.Options.Budget, time), either.Token);
                return await EndAsync(isCutShort: false, saving.Token);
            }
            catch (OperationCanceledException) when (budget.IsCancellationRequested && !stopped.IsCancellationRequested)
            {
                if (Current?.Baseline is not null) return await EndAsync(isCutShort: true, saving.Token);
                throw new StageFailedException(
                    $"The budget of {request.Options.Budget.TotalSeconds} s ended before the first stage was finished; give the question more time.");
            }
        }
        catch (Exception) when (stopped.IsCancellationRequested)
        {
            throw Cancelled(isAbandoned: !_lifetime.IsCancelled && _store.Record is not { IsCancelled: true });
        }
        catch (JudgerException exception) when (!exception.IsTransient && (Current?.Stages.Count > 0 || _lifetime.IsBackground))
        {
            await FailAsync(exception, saving.Token);
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
        finally
        {
            _draft = null;
        }
    }

    private async Task BeginAsync(AskRequest request, Activity? span, CancellationToken cancellationToken)
    {
        _at = (pipeline.Due(Current!)?.Stage ?? QuestionStage.Baseline, 0);
        var runs = Current!.Runs.Count + 1;
        _events.Replay(Current);
        if (_store.Record is null)
        {
            _draft = Begun(Current, span?.Id ?? Current.Trace);
            return;
        }

        if (runs > 1) telemetry.Instruments.CountResumption();
        if (runs > options.Value.MaxResumptions)
            throw new StageFailedException($"Question {Id} was taken up {runs} times and never finished; look at the silos' logs, or ask under a new id.");

        // Before the work, so that a question that kills silos is counted.
        await _store.UpdateAsync(record => Begun(record!, runs == 1 ? span?.Id ?? record!.Trace : record!.Trace ?? span?.Id), cancellationToken);
    }

    private QuestionRecord Begun(QuestionRecord record, string? trace) =>
        record with { Runs = [.. record.Runs, new(silo.Silo, record.Stages.Count, record.LastFinished)], Trace = trace };

    private async Task<QuestionRecord> EndAsync(bool isCutShort, CancellationToken cancellationToken)
    {
        var ended = await _store.UpdateAsync(record =>
        {
            var (answer, stage) = BestAnswer.Of(record!)!.Value;
            return record! with { Answer = answer, AnsweredBy = stage, IsCutShort = isCutShort, Attention = null };
        }, cancellationToken);
        if (ended.IsBackground) await RemoveReminderAsync();
        return ended;
    }

    /// <summary>Notes in the log that a stage failed. The question is over until it is asked again.</summary>
    private async Task FailAsync(JudgerException exception, CancellationToken cancellationToken)
    {
        // Asked again and again it fails for the same reason, which the log has.
        if (Current is { Failed: not null }) return;
        var entry = new StageEntry
        {
            Stage = _at.Stage,
            Round = _at.Round,
            Began = time.GetUtcNow(),
            Outcome = new StageFailure(exception.Message, exception is StageFailedException ? options.Value.MaxStageAttempts : 1),
        };
        await _store.UpdateAsync(record => Append(record ?? _draft!, entry, null), cancellationToken);
        _events.End(entry);
        if (_lifetime.IsBackground) await RemoveReminderAsync();
    }

    private async Task RemoveReminderAsync()
    {
        try
        {
            if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
        }
#pragma warning disable CA1031 // A reminder of a question that is over removes itself when it is due.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogReminderStays(Id, exception);
        }
    }

    private QuestionCancelledException Cancelled(bool isAbandoned) => isAbandoned
        ? new($"Question {Id} was given up, as nobody waited for it any more; ask again under the same id to have it go on.") { IsAbandoned = true }
        : new($"Question {Id} was cancelled; ask under a new id to have it answered.");

    // Not what its caller did wrong, or wanted.
    private static bool IsOurs(Exception exception) => exception
        is not (OverloadedException or QuestionCancelledException or QuestionRejectedException or QuestionConflictException or ImageMissingException
            or ImageRejectedException);

    // The budget is how long this caller waits, not what it asks.
    private static bool SameContent(AskRequest known, AskRequest request) =>
        known with { Options = known.Options with { Budget = default } } == request with { Options = request.Options with { Budget = default } };

    [LoggerMessage(EventId = 1, EventName = "QuestionFailed", Level = LogLevel.Warning, Message = "Question {Question} failed ({Code}): {Reason}")]
    private partial void LogQuestionFailed(QuestionId question, string code, string reason);

    [LoggerMessage(EventId = 2, EventName = "ReminderNotRemoved", Level = LogLevel.Debug, Message = "The reminder of question {Question} could not be removed; "
        + "it removes itself when it is due")]
    private partial void LogReminderStays(QuestionId question, Exception exception);
}
