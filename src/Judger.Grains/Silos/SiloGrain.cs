using Judger.Grains.Draining;
using Judger.Grains.Engines;
using Judger.Grains.Images;
using Judger.Grains.Models;
using Judger.Grains.Placement;
using Judger.Grains.Slots;
using Judger.Grains.Telemetry;
using Orleans.Concurrency;

namespace Judger.Grains.Silos;

/// <summary>Tells what its silo has done.</summary>
[NamedSilo, Reentrant]
internal sealed class SiloGrain(SiloSlots silo, EngineRegistry engines, SiloCounters counters, SiloWork work, DecodedImages images) : Grain, ISiloGrain
{
    public Task<SiloReport> ReportAsync(CancellationToken cancellationToken) => Task.FromResult(new SiloReport
    {
        Silo = silo.Silo,
        IsDraining = work.IsDraining,
        Questions = work.Questions,
        ImagesDecoded = images.Decodes,
        WorkingSet = Environment.WorkingSet,
        Slots = [.. silo.Keys.Union(counters.Slots.Keys).Select(Report)],
    });

    public Task<IReadOnlyDictionary<SlotKey, SlotLoad>> LoadsAsync(CancellationToken cancellationToken)
    {
        var loads = new Dictionary<SlotKey, SlotLoad>();
        foreach (var slot in silo.Keys)
        {
            if (engines.Find(slot)?.Status is { } status) loads[slot] = SlotLoads.Of(status, work.IsDraining);
        }

        return Task.FromResult<IReadOnlyDictionary<SlotKey, SlotLoad>>(loads);
    }

    private SlotReport Report(SlotKey slot)
    {
        var counted = counters.Slots.GetValueOrDefault(slot) ?? new();
        var status = engines.Find(slot)?.Status;
        return new()
        {
            Slot = slot,
            IsOwn = status is not null,
            Loads = counted.Loads,
            Activations = new Dictionary<string, int>(counted.Activations),
            Stages = new Dictionary<QuestionStage, int>(counted.Stages),
            Refusals = counted.Refusals,
            SlowestRefusal = counted.SlowestRefusal,
            RefusalP99 = counted.RefusalP99,
            Load = status is null ? null : SlotLoads.Of(status, work.IsDraining),
            Work = status?.Work,
            Requests = status?.Requests ?? 0,
            DecodeSteps = status?.DecodeSteps ?? 0,
            Failures = counted.Failures,
        };
    }
}
