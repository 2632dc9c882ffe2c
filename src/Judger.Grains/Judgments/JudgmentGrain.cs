using Judger.Core.Geometry;
using Judger.Core.Judgments;
using Judger.Experts;
using Judger.Grains.Images;
using Judger.Grains.Placement;
using Judger.Grains.Slots;
using Judger.Grains.Telemetry;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Storage;

namespace Judger.Grains.Judgments;

/// <summary>One expert. It may wait long for an answer, so it interleaves.</summary>
[ExpertResident, Reentrant]
internal sealed partial class JudgmentGrain(
    [PersistentState("expert", StorageNames.Questions)] IPersistentState<ExpertState> state,
    SiloExperts experts,
    SiloSlots silo,
    DecodedImages images,
    TimeProvider time,
    ILogger<JudgmentGrain> logger,
    ILoggerFactory loggers)
    : Grain, IJudgmentGrain, IDisposable
{
    private readonly VerdictCache _verdicts = new();
    private readonly Dictionary<AnswerVerdict, long> _counts = [];
    private long _failures;
    private OpenAIExpert? _expert;
    private ResilientExpert? _guarded;
    private ExpertPrices? _prices;
    private ExpertStatistics? _saved;
    private Task _saving = Task.CompletedTask;

    private string Name => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (experts.Find(Name) is not { } options) return Task.CompletedTask;
        _expert = new(options, new StoredPictures(GrainFactory, images), time);
        var budget = new ExpertBudget(options.Limits, time, state.State.Statistics);
        _guarded = new(_expert, options.Limits, budget, time, loggers.CreateLogger<ResilientExpert>());
        _prices = ExpertPrices.Of(options);
        return Task.CompletedTask;
    }

    public async Task<JudgmentResult> JudgeAsync(JudgmentRequest request, CancellationToken cancellationToken)
    {
        if (_guarded is not { } expert) return Result(await BuiltIn(request).JudgeAsync(Question(request), cancellationToken));
        using var span = QuestionTracing.StartExpert(Name);
        return await _verdicts.GetAsync(request, async token => Counted(await AskAsync(
            async () => Result(await expert.JudgeAsync(Question(request), token)),
            failure => new JudgmentResult { Verdict = AnswerVerdict.Unable, Failure = failure },
            token)), cancellationToken);
    }

    public async Task<FinalChoice> ChooseAsync(JudgmentRequest request, string earlier, CancellationToken cancellationToken)
    {
        if (_guarded is not { } expert) return Choice(await BuiltIn(request).ChooseAsync(Question(request), earlier, cancellationToken));
        using var span = QuestionTracing.StartExpert(Name);
        return await AskAsync(
            async () => Choice(await expert.ChooseAsync(Question(request), earlier, cancellationToken)),
            failure => new FinalChoice { Chosen = ChosenAnswer.None, Failure = failure },
            cancellationToken);
    }

    public Task<ExpertReport> ReportAsync(CancellationToken cancellationToken)
    {
        var statistics = _guarded?.Budget.Statistics ?? new(time.GetUtcNow(), default, default);
        return Task.FromResult(new ExpertReport
        {
            Name = Name,
            Silo = silo.Silo,
            PeriodStart = statistics.PeriodStart,
            Period = Spending(statistics.Period),
            Total = Spending(statistics.Total),
            IsCircuitOpen = _guarded?.IsCircuitOpen ?? false,
            Verdicts = new Dictionary<AnswerVerdict, long>(_counts),
            Failures = _failures,
            Cached = _verdicts.Hits,
        });
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await SaveAsync();
        _guarded?.Dispose();
        _expert?.Dispose();
    }

    public void Dispose() => _verdicts.Dispose();

    private async Task<T> AskAsync<T>(Func<Task<T>> ask, Func<ExpertFailure, T> instead, CancellationToken cancellationToken)
    {
        try
        {
            return await ask();
        }
        catch (ExpertException exception)
        {
            return instead(Failed(new((ExpertFailureKind)exception.Problem, exception.Message)));
        }
        catch (JudgerException exception)
        {
            return instead(Failed(new(ExpertFailureKind.Unavailable, exception.Message)));
        }
        finally
        {
            // What was spent is saved before anybody is told, so that a budget holds over a crash.
            if (!cancellationToken.IsCancellationRequested) await SaveAsync();
        }
    }

    private ExpertFailure Failed(ExpertFailure failure)
    {
        _failures++;
        if (failure.Kind is ExpertFailureKind.CircuitOpen or ExpertFailureKind.BudgetSpent) TellQuietly(Name, failure.Message);
        else Tell(Name, failure.Message);
        return failure;
    }

    private async Task SaveAsync()
    {
        while (true)
        {
            // One write at a time; it saves what everybody who waits for it has spent.
            await _saving;
            if (!_saving.IsCompleted) continue;
            if (_guarded?.Budget.Statistics is not { } statistics || statistics == _saved) return;
            _saving = WriteAsync(statistics);
        }
    }

    private async Task WriteAsync(ExpertStatistics statistics)
    {
        _saved = statistics;
        try
        {
            state.State.Statistics = statistics;
            await state.WriteStateAsync(CancellationToken.None);
        }
        catch (InconsistentStateException)
        {
            // Another silo asks this expert too, for a moment; this one leaves it.
            DeactivateOnIdle();
        }
#pragma warning disable CA1031 // Storage that is away costs the record of a few requests, not their judgments.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            TellUnsaved(Name, exception);
        }
    }

    private JudgmentResult Counted(JudgmentResult result)
    {
        _counts[result.Verdict] = _counts.GetValueOrDefault(result.Verdict) + 1;
        return result;
    }

    private IExpert BuiltIn(JudgmentRequest request) => Name switch
    {
        ExpertNames.Self => new SelfExpert(new GrainSelfJudge(GrainFactory, request.Slot!, request.Context)),
        ExpertNames.Reference => new ReferenceExpert(),
        var other => throw new QuestionRejectedException($"There is no expert \"{other}\" on silo {silo.Silo}; look at its configuration (Experts)."),
    };

    private static ExpertQuestion Question(JudgmentRequest request) =>
        new(request.ImageDigest, new PixelBox(request.Crop.Left, request.Crop.Top, request.Crop.Right, request.Crop.Bottom), request.Question, request.Answer, request.ReferenceAnswer) { OtherImages = request.OtherImages };

    private JudgmentResult Result(ExpertReply reply) => new()
    {
        Verdict = reply.Judgment.Verdict switch
        {
            Verdict.Correct => AnswerVerdict.Correct,
            Verdict.Incorrect => AnswerVerdict.Incorrect,
            _ => AnswerVerdict.Unable,
        },
        Feedback = JudgmentFeedback.Sanitize(reply.Judgment.Feedback),
        SuggestedAnswer = reply.Judgment.SuggestedAnswer is { } suggested ? JudgmentFeedback.Sanitize(suggested) : null,
        Probability = reply.Judgment.Probability,
        Spending = _guarded is null ? null : Spending(reply.Usage),
    };

    private FinalChoice Choice(ExpertChoice choice) => new()
    {
        Chosen = choice.Preferred switch
        {
            PreferredAnswer.Earlier => ChosenAnswer.Earlier,
            PreferredAnswer.Later => ChosenAnswer.Later,
            _ => ChosenAnswer.None,
        },
        Spending = _guarded is null ? null : Spending(choice.Usage),
    };

    private ExpertSpending Spending(ExpertUsage usage) => new(usage.Requests, usage.InputTokens, usage.OutputTokens, _prices?.Cost(usage));

    [LoggerMessage(LogLevel.Warning, "The expert {Expert} gave no judgment: {Problem}")]
    private partial void Tell(string expert, string problem);

    [LoggerMessage(LogLevel.Debug, "The expert {Expert} is not asked: {Problem}")]
    private partial void TellQuietly(string expert, string problem);

    [LoggerMessage(LogLevel.Warning, "What the expert {Expert} used could not be saved; it is tried again with the next judgment")]
    private partial void TellUnsaved(string expert, Exception exception);
}
