using System.Diagnostics.Metrics;
using Judger.Imaging.Memory;
using Microsoft.Extensions.Logging;

namespace Judger.Grains.Telemetry;

/// <summary>How full the silo's memory budgets are, and what had to wait for them or was refused: as metrics, and in the log.</summary>
internal sealed partial class MemoryInstruments : ILifecycleParticipant<ISiloLifecycle>
{
    private const string Budget = "judger.memory.budget";
    private const string Outcome = "judger.memory.outcome";

    // Under pressure every request may wait: one line in this time says so.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(MemoryBudget Budget, bool IsRefused), long> _logged = [];
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Histogram<double> _waits;

    public MemoryInstruments(IMeterFactory factory, IEnumerable<MemoryBudget> budgets, TimeProvider time, ILogger<MemoryInstruments> logger)
    {
        (_time, _logger) = (time, logger);
        MemoryBudget[] all = [.. budgets];
        var meter = factory.JudgerMeter();
        meter.CreateObservableUpDownCounter(
            "judger.memory.usage", () => all.Select(budget => Measured(budget.Used, budget)), "By", "Memory that requests have reserved, by what it is for");
        meter.CreateObservableUpDownCounter(
            "judger.memory.limit", () => all.Select(budget => Measured(budget.Capacity, budget)), "By", "Memory that requests may reserve");
        meter.CreateObservableUpDownCounter(
            "judger.memory.queue", () => all.Select(budget => Measured(budget.Waiting, budget)), "{request}", "Requests that wait for memory");
        meter.CreateObservableCounter(
            "judger.memory.shortages",
            () => all.SelectMany(budget => new[] { Measured(budget.Delays, budget, "delayed"), Measured(budget.Refusals, budget, "refused") }),
            "{request}",
            "Requests that had to wait for memory, or were refused for want of it");
        _waits = meter.CreateDuration("judger.memory.wait.duration", "Time that requests waited for memory");
        foreach (var budget in all) budget.Noticed = Notice;
    }

    // Nobody calls it: it has to be made with the silo.
    public void Participate(ISiloLifecycle lifecycle)
    {
    }

    private static Measurement<long> Measured(long value, MemoryBudget budget, string? outcome = null) => outcome is null
        ? new(value, new KeyValuePair<string, object?>(Budget, budget.Name))
        : new(value, new KeyValuePair<string, object?>(Budget, budget.Name), new KeyValuePair<string, object?>(Outcome, outcome));

    private void Notice(MemoryShortage shortage)
    {
        var budget = shortage.Budget;
        _waits.Record(shortage.Waited.TotalSeconds, new KeyValuePair<string, object?>(Budget, budget.Name));
        if ((!shortage.IsRefused && shortage.Waited < LongWait) || !IsDue((budget, shortage.IsRefused))) return;
        if (shortage.IsRefused) LogRefused(budget.Name, shortage.Bytes >> 20, budget.Used >> 20, budget.Capacity >> 20, budget.Refusals);
        else LogDelayed(budget.Name, shortage.Bytes >> 20, shortage.Waited.TotalSeconds, budget.Used >> 20, budget.Capacity >> 20, budget.Delays);
    }

    private bool IsDue((MemoryBudget Budget, bool IsRefused) kind)
    {
        lock (_lock)
        {
            if (_logged.TryGetValue(kind, out var last) && _time.GetElapsedTime(last) < Period) return false;
            _logged[kind] = _time.GetTimestamp();
            return true;
        }
    }

    [LoggerMessage(EventId = 1, EventName = "MemoryRefused", Level = LogLevel.Warning, Message = "A request was refused because the memory for {Budget} is "
        + "in use: it needs {Needed} MB, and {Used} of {Limit} MB are reserved ({Refusals} such requests since the start). Give the process more memory "
        + "(Memory:Limit) or spread the load")]
    private partial void LogRefused(string budget, long needed, long used, long limit, long refusals);

    [LoggerMessage(EventId = 2, EventName = "MemoryDelayed", Level = LogLevel.Information, Message = "A request waited for memory for {Budget}: {Needed} MB "
        + "for {Seconds:F1} s, and {Used} of {Limit} MB are reserved ({Delays} such requests since the start)")]
    private partial void LogDelayed(string budget, long needed, double seconds, long used, long limit, long delays);
}
