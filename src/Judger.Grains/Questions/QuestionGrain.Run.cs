using System.Diagnostics;
using Judger.Core.Stages;
using Judger.Grains.Routing;
using Judger.Grains.Telemetry;
using Orleans.Storage;

namespace Judger.Grains.Questions;

/// <summary>One run of the question, from where its log ends to its answer or its error.</summary>
internal sealed partial class QuestionGrain
{
    // What saving the end may take beyond the budget.
    private static readonly TimeSpan SavingGrace = TimeSpan.FromSeconds(0.5);

    private async Task<QuestionRecord> RunAfterAsync(Task<QuestionRecord>? previous, AskRequest request)
    {
        if (previous is Task { IsCompleted: false } stopping)
            await stopping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (_store.Record is null) _draft = new() { Id = Id, Request = request };
        var stopped = _lifetime.Stopped;
        try
        {
            // Its turn may come late, which is not its budget's concern.
            if (Current!.Deaths > 0 || HasUnendedRun(Current)) await TakeTurnAsync(stopped);
            return await RunAsync(request, stopped);
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            throw Ended();
        }
        finally
        {
            LeaveTurn();
        }
    }

    private async Task TakeTurnAsync(CancellationToken cancellationToken) => _turn ??= await suspects.EnterAsync(Id.ToString(), cancellationToken);

    /// <summary>It has finished a stage, or its run is over: it is no suspect any more.</summary>
    private void LeaveTurn()
    {
        _turn?.Dispose();
        _turn = null;
        if (_clock is { } clock) clock.IsSuspect = false;
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
            var outcome = run.Fail(exception, budget.IsCancellationRequested);
            QuestionTracing.RecordQuestion(span, outcome, null, telemetry.WithContent);
            span.Fail(exception);

            // The others are what its caller did wrong, or wanted.
            if (outcome is "failed" or "expired" or "moved") LogQuestionFailed(Id, Labels.Of(exception), exception.Message);
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
        var hasDied = false;
        try
        {
            try
            {
                await BeginAsync(request, span, either.Token);
                _clock = new(Id, request.Options.Budget, time) { IsSuspect = _turn is not null };
                await pipeline.RunAsync(this, _clock, either.Token);
                return await EndAsync(isCutShort: false, saving.Token);
            }
            catch (OperationCanceledException) when (budget.IsCancellationRequested && !stopped.IsCancellationRequested)
            {
                if (Current?.Baseline is not null) return await EndAsync(isCutShort: true, saving.Token);
                throw new BudgetEndedException(
                    $"The budget of {request.Options.Budget.TotalSeconds} s ended before the first stage was finished; give the question more time.");
            }
        }
        catch (Exception exception) when (stopped.IsCancellationRequested)
        {
            hasDied = exception is SiloDiedException;
            throw Ended();
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
            // A run whose end is not noted counts as one that a silo died with.
            if (!hasDied && _store.Record is { } begun && HasUnendedRun(begun)) await NoteEndAsync(isStopping: stopped.IsCancellationRequested);
            _draft = null;
        }
    }

    private QuestionCancelledException Ended() => Cancelled(isAbandoned: !_lifetime.IsCancelled && _store.Record is not { IsCancelled: true });

    /// <summary>Notes that the run has ended and its silo lives: whoever takes the question up next need not take it for what kills silos.</summary>
    /// <param name="isStopping">Whether the grain may be about to go, and waits until it is saved; nobody else does.</param>
    private async Task NoteEndAsync(bool isStopping)
    {
        using var soon = new CancellationTokenSource(isStopping ? SavingGrace : TimeSpan.Zero, time);
        try
        {
            await _store.UpdateAsync(record => WithEnd(record!), soon.Token);
        }
        catch (Exception exception) when (exception is StorageUnavailableException or InconsistentStateException)
        {
            // It is noted in this activation, and saved with what is saved next.
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
            throw new StageFailedException($"Question {Id} was started {runs} times and never finished. Look at the silos' logs, or ask under a new id.");

        // Before the work, so that a question that kills silos is counted.
        var begun = await _store.UpdateAsync(record => Begun(record!, runs == 1 ? span?.Id ?? record!.Trace : record!.Trace ?? span?.Id), cancellationToken);
        if (begun.Deaths >= options.Value.MaxDeaths) throw SlotErrors.Deadly(begun.Deaths);
    }

    private static QuestionRecord WithEnd(QuestionRecord record) => record.Runs is [.., { HasEnded: false } last]
        ? record with { Runs = [.. record.Runs.SkipLast(1), last with { HasEnded = true }] }
        : record;

    // A run that has not ended, and is not this grain's, died with its silo.
    private static QuestionRecord WithRun(QuestionRecord record) =>
        record with { Runs = [.. record.Runs.SkipLast(1), record.Runs[^1] with { HasEnded = false }] };

    private QuestionRecord Begun(QuestionRecord record, string? trace) => (HasUnendedRun(record) ? WithDeath(record) : record) with
    {
        Runs = [.. record.Runs, new(silo.Silo, record.Stages.Count, record.LastFinished)],
        Trace = trace,
    };

    private static bool HasUnendedRun(QuestionRecord record) => record.Runs is [.., { HasEnded: false }];

    private async Task<QuestionRecord> EndAsync(bool isCutShort, CancellationToken cancellationToken)
    {
        var ended = await _store.UpdateAsync(record =>
        {
            var (answer, stage) = BestAnswer.Of(record!)!.Value;
            return WithEnd(record!) with { Answer = answer, AnsweredBy = stage, IsCutShort = isCutShort, Attention = null };
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
        await _store.UpdateAsync(record => WithEnd(Append(record ?? _draft!, entry, null)), cancellationToken);
        _events.End(entry);
        if (_lifetime.IsBackground) await RemoveReminderAsync();
    }
}
