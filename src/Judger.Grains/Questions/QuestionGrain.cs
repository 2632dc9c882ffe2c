using Judger.Core.Stages;
using Judger.Grains.Catalog;
using Judger.Grains.Draining;
using Judger.Grains.Routing;
using Judger.Grains.Slots;
using Judger.Grains.Stages;
using Judger.Grains.Storage;
using Judger.Grains.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Judger.Grains.Questions;

/// <summary>
/// One question, and the only owner of its record. Callers with the same content join the same run; every stage that ends is saved. A question in the
/// background carries a reminder until it is over, so that it goes on when its silo died.
/// </summary>
[Reentrant]
internal sealed partial class QuestionGrain(
    [PersistentState("question", StorageNames.Questions)] IPersistentState<QuestionState> state,
    StagePipeline pipeline,
    ExpertCatalog experts,
    SlotRouter router,
    SiloSlots silo,
    SiloWork work,
    SuspectGate suspects,
    QuestionTelemetry telemetry,
    IOptions<QuestionOptions> options,
    TimeProvider time,
    ILogger<QuestionGrain> logger)
    : Grain, IQuestionGrain, IQuestionLog, IRemindable, IDisposable
{
    private const string Reminder = "finish";

    // How long the grain stays in memory when nothing goes on. Orleans' own collector goes by the wall clock, which may be set back.
    private static readonly TimeSpan Stay = TimeSpan.FromMinutes(2);

    // How often the grain looks whether anybody still waits.
    private static readonly TimeSpan AttendancePeriod = TimeSpan.FromSeconds(1);

    private readonly QuestionEvents _events = new();
    private AnswerListener? _listener;
    private readonly QuestionLifetime _lifetime = new(options.Value.AbandonAfter, time);
    private readonly QuestionStore _store = new(state, time);
    private Task<QuestionRecord>? _run;

    // What has no finished stage yet is not saved, and is a question all the same.
    private QuestionRecord? _draft;
    private (QuestionStage Stage, int Round) _at;

    private StageClock? _clock;

    // Held while the question is a suspect.
    private IDisposable? _turn;

    private AnswerListener Listener => _listener ??= new(GrainFactory, _events, time);

    private QuestionId Id => QuestionId.Parse(this.GetPrimaryKeyString());

    private QuestionRecord? Current => _store.Record ?? _draft;

    private bool IsCancelled => _lifetime.IsCancelled || _store.Record is { IsCancelled: true };

    /// <summary>True when there is no more to come, unless somebody asks again.</summary>
    private bool IsOver => IsCancelled || _store.Record is { IsFinished: true } or { Failed: not null };

    QuestionRecord IQuestionLog.Record => Current!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _lifetime.IsBackground = _store.Record is { IsBackground: true };
        this.RegisterGrainTimer(LeaveAsync, new() { DueTime = Stay, Period = Stay, Interleave = true });
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

        // Somebody waits while this is saved: the grain must not leave between.
        _lifetime.Enter();
        try
        {
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
        finally
        {
            _lifetime.Leave(isDisconnected: false);
        }
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
        _events.Wake();
        await RemoveReminderAsync();
    }

    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        await CancelAsync(cancellationToken);
        await RemoveReminderAsync();
        await _store.DeleteAsync(cancellationToken);
        _draft = null;

        // What comes under the id is another question.
        DeactivateOnIdle();
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

    public void Dispose()
    {
        _listener?.Dispose();
        _lifetime.Dispose();
    }

    void IQuestionLog.Begin(QuestionStage stage, int round)
    {
        _at = (stage, round);
        _events.Begin(stage, round);
    }

    IDisposable IQuestionLog.Follow(SlotKey slot, out Guid feed)
    {
        var options = Current!.Request.Options;
        return Listener.Follow(slot, new StagePolicy(options).IsFinal(_at.Stage, _at.Round), options.Answer.TokenProbabilities, out feed);
    }

    async Task IQuestionLog.AppendAsync(StageEntry entry, AttentionRow? attention, CancellationToken cancellationToken)
    {
        // A silo that dies with the next stage is the next stage's.
        await _store.UpdateAsync(record => Append(record ?? _draft!, entry, attention) with { Deaths = 0 }, cancellationToken);
        LeaveTurn();
        _events.End(entry);
    }

    async Task<int> IQuestionLog.NoteLossAsync(CancellationToken cancellationToken)
    {
        LogSiloDiedWith(Id, _at.Stage);

        // While it waits for its turn nothing of it is at work, so a silo that dies meanwhile does not die with it.
        var noted = await _store.UpdateAsync(record => WithEnd(WithDeath(record ?? _draft!)), cancellationToken);
        if (noted.Deaths >= options.Value.MaxDeaths) return noted.Deaths;
        await TakeTurnAsync(cancellationToken);
        _clock!.IsSuspect = true;
        await _store.UpdateAsync(record => WithRun(record!), cancellationToken);
        return noted.Deaths;
    }

    // What the baseline hands on is dropped as soon as the region is there, or nobody looks for one.
    private static QuestionRecord Append(QuestionRecord record, StageEntry entry, AttentionRow? attention)
    {
        var longer = record with { Stages = [.. record.Stages, entry] };
        return longer with { Attention = attention ?? (longer.EntryOf(QuestionStage.Locate) is null ? record.Attention : null) };
    }

    private static QuestionRecord WithDeath(QuestionRecord record) => record with { Deaths = record.Deaths + 1 };

    /// <summary>The question's run: the one that there is, or a new one after the last finished stage.</summary>
    private Task<QuestionRecord> Join(AskRequest request)
    {
        Check(request);
        return Resume(request);
    }

    private Task<QuestionRecord> Resume(AskRequest request)
    {
        if (_store.Record is { IsFinished: true } finished) return Task.FromResult(finished);
        if (IsCancelled) throw Cancelled(isAbandoned: false);
        if (_run is null or { IsCompleted: true } || _lifetime.Stopped.IsCancellationRequested)
        {
            _lifetime.Restart();
            _run = RunAfterAsync(_run, request);
            _events.Wake();
        }

        return _run;
    }

    private void Check(AskRequest request)
    {
        if (Current is { } known && !SameContent(known.Request, request))
            throw new QuestionConflictException($"Question id {Id} was used for another question; use a new id.");
        QuestionValidator.Check(request, experts);

        // A question that has begun goes on, whatever is served now.
        if (Current is null) router.RequireModel(request.Options.Model);
    }

    private Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (_run is not { IsCompleted: false } && !_lifetime.IsAttended) DeactivateOnIdle();
        return Task.CompletedTask;
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
        ? new($"Question {Id} was abandoned because no caller was waiting for it. Ask again under the same id to continue it.") { IsAbandoned = true }
        : new($"Question {Id} was cancelled; ask under a new id to have it answered.");

    // The budget is how long this caller waits, not what it asks.
    private static bool SameContent(AskRequest known, AskRequest request) =>
        known with { Options = known.Options with { Budget = default } } == request with { Options = request.Options with { Budget = default } };
}
