using Judger.Core.Judgments;
using Judger.Experts;
using Judger.Experts.Limits;
using Judger.Experts.OpenAI;
using Judger.Grains.Catalog;
using Judger.Grains.Placement;
using Judger.Grains.Slots;
using Judger.Grains.Storage;
using Judger.Grains.Telemetry;
using Judger.Imaging.Decoders;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Storage;

namespace Judger.Grains.Judgments;

/// <summary>One expert from the configuration. It may wait long for an answer, so it interleaves.</summary>
[ExpertResident, Reentrant]
internal sealed partial class JudgmentGrain(
    [PersistentState("expert", StorageNames.Questions)] IPersistentState<ExpertState> state,
    SiloExperts experts,
    SiloSlots silo,
    DecodeBudget decoding,
    TimeProvider time,
    ILogger<JudgmentGrain> logger,
    ILoggerFactory loggers)
    : Grain, IJudgmentGrain, IDisposable
{
    private readonly VerdictCache _verdicts = new();
    private readonly Dictionary<Verdict, long> _counts = [];
    private long _failures;
    private OpenAIExpert? _expert;
    private ResilientExpert? _resilient;
    private ExpertPrices? _prices;
    private ExpertStatistics? _saved;
    private Task _saving = Task.CompletedTask;

    private string Name => this.GetPrimaryKeyString();

    private ResilientExpert Expert => _resilient
        ?? throw new QuestionRejectedException($"There is no expert \"{Name}\" on silo {silo.Silo}; look at its configuration (Experts).");

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (experts.Find(Name) is not { } options) return Task.CompletedTask;
        _expert = new(options, new StoredPictures(GrainFactory, decoding), time, experts.Dialect(Name), loggers.CreateLogger<OpenAIExpert>());
        var budget = new ExpertBudget(options.Limits, time, state.State.Statistics);
        _resilient = new(_expert, options.Limits, budget, time, loggers.CreateLogger<ResilientExpert>());
        _prices = ExpertPrices.Of(options);
        return Task.CompletedTask;
    }

    public async Task<Judgment> JudgeAsync(JudgmentRequest request, CancellationToken cancellationToken)
    {
        var expert = Expert;
        using var span = QuestionTracing.StartExpert(Name);
        return await _verdicts.GetAsync(request, async token => Counted(await AskAsync(
            async () => Result(await expert.JudgeAsync(Question(request), token)),
            failure => new Judgment { Verdict = Verdict.Unable, Failure = failure },
            token)), cancellationToken);
    }

    public async Task<FinalChoice> ChooseAsync(JudgmentRequest request, string earlier, CancellationToken cancellationToken)
    {
        var expert = Expert;
        using var span = QuestionTracing.StartExpert(Name);
        return await AskAsync(
            async () => Choice(await expert.ChooseAsync(Question(request), earlier, cancellationToken)),
            failure => new FinalChoice { Chosen = ChosenAnswer.None, Failure = failure },
            cancellationToken);
    }

    public Task<ExpertReport> ReportAsync(CancellationToken cancellationToken)
    {
        var statistics = _resilient?.Budget.Statistics ?? new(time.GetUtcNow(), default, default);
        return Task.FromResult(new ExpertReport
        {
            Name = Name,
            Silo = silo.Silo,
            PeriodStart = statistics.PeriodStart,
            Period = Priced(statistics.Period),
            Total = Priced(statistics.Total),
            IsCircuitOpen = _resilient?.IsCircuitOpen ?? false,
            Verdicts = new Dictionary<Verdict, long>(_counts),
            Failures = _failures,
            Cached = _verdicts.Hits,
        });
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await SaveAsync();
        _resilient?.Dispose();
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
            return instead(Failed(new(exception.Problem, exception.Message)));
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
        // Each of these lasts for a while and was logged when it began.
        if (failure.Kind is ExpertFailureKind.CircuitOpen or ExpertFailureKind.BudgetSpent or ExpertFailureKind.RateLimited) LogNotAsked(Name, failure.Message);
        else LogNoJudgment(Name, failure.Message);
        return failure;
    }

    private async Task SaveAsync()
    {
        while (true)
        {
            // One write at a time; it saves what everybody who waits for it has spent.
            await _saving;
            if (!_saving.IsCompleted) continue;
            if (_resilient?.Budget.Statistics is not { } statistics || statistics == _saved) return;
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
            LogUnsaved(Name, exception);
        }
    }

    private Judgment Counted(Judgment result)
    {
        _counts[result.Verdict] = _counts.GetValueOrDefault(result.Verdict) + 1;
        return result;
    }

    private static ExpertQuestion Question(JudgmentRequest request)
    {
        var asked = request.Asked;
        return new(asked.Images.Count == 0 ? null : asked.AttendedImage.ToString(), request.Crop, asked.Question, request.Answer, asked.Options.ReferenceAnswer)
        {
            OtherImages = [.. asked.Images.Where((_, index) => index != asked.Attended).Select(image => image.ToString())],
        };
    }

    // A reply that was cut off, refused or empty was paid for, and is a failure all the same.
    private Judgment Result(ExpertReply reply) => reply.Judgment with
    {
        Feedback = JudgmentFeedback.Sanitize(reply.Judgment.Feedback),
        SuggestedAnswer = reply.Judgment.SuggestedAnswer is { } suggested ? JudgmentFeedback.Sanitize(suggested) : null,
        Failure = reply.Judgment.Failure is { } failure ? Failed(failure) : null,
        Spending = Priced(reply.Usage),
    };

    private FinalChoice Choice(ExpertChoice choice) => new()
    {
        Chosen = choice.Preferred,
        Failure = choice.Failure is { } failure ? Failed(failure) : null,
        Spending = Priced(choice.Usage),
    };

    private ExpertSpending Priced(ExpertSpending usage) => usage with { Dollars = _prices?.Cost(usage) };

    [LoggerMessage(EventId = 1, EventName = "NoJudgment", Level = LogLevel.Warning, Message = "The expert {Expert} gave no judgment: {Problem}")]
    private partial void LogNoJudgment(string expert, string problem);

    [LoggerMessage(EventId = 2, EventName = "ExpertNotAsked", Level = LogLevel.Debug, Message = "The expert {Expert} is not asked: {Problem}")]
    private partial void LogNotAsked(string expert, string problem);

    [LoggerMessage(EventId = 3, EventName = "SpendingNotSaved", Level = LogLevel.Warning, Message = "What the expert {Expert} used could not be saved; it is "
        + "saved with the next judgment")]
    private partial void LogUnsaved(string expert, Exception exception);
}
