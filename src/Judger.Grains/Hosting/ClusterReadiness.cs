using Judger.Grains.Catalog;
using Judger.Grains.Draining;
using Judger.Grains.Engines;
using Judger.Grains.Models;
using Judger.Grains.Slots;

namespace Judger.Grains.Hosting;

/// <summary>Whether this silo can have questions answered now.</summary>
public sealed class ClusterReadiness
{
    private readonly ISiloStatusOracle _oracle;
    private readonly SlotCatalog _catalog;
    private readonly SiloWork _work;
    private readonly SiloSlots _slots;
    private readonly OwnSlotHealth _health;
    private readonly EngineWatch _engines;
    private readonly ClockWatch _clock;

    internal ClusterReadiness(
        ISiloStatusOracle oracle, SlotCatalog catalog, SiloWork work, SiloSlots slots, OwnSlotHealth health, EngineWatch engines, ClockWatch clock) =>
        (_oracle, _catalog, _work, _slots, _health, _engines, _clock) = (oracle, catalog, work, slots, health, engines, clock);

    /// <summary>
    /// What is missing, or null when nothing is: this silo has joined and is not leaving, the cluster offers every role, and of the silo's own slots, where it
    /// has any, at least one works.
    /// </summary>
    public string? Missing
    {
        get
        {
            if (_oracle.CurrentStatus != SiloStatus.Active) return "the silo has not joined the cluster";
            if (_work.IsDraining) return "the silo is stopping";
            if (_clock.IsLost) return _clock.Problem;
            var offered = _catalog.Slots.Aggregate(ModelRole.None, (roles, slot) => roles | slot.Roles);
            var lacking = ModelRole.All & ~offered;
            if (lacking != ModelRole.None) return $"no silo of the cluster offers {lacking}";
            var failing = Failing;
            return failing.Count > 0 && failing.Count == _slots.Options.Count ? string.Join("; ", failing) : null;
        }
    }

    /// <summary>The silo's own slots whose device fails, each with the reason; the silo may be ready all the same when others work.</summary>
    public IReadOnlyList<string> Failing
    {
        get
        {
            var stopped = _engines.Stopped.Select(slot => slot.Slot).ToHashSet();
            return
            [
                .. Stopped,
                .. _health.Failing.Where(slot => !stopped.Contains(slot.Slot)).Select(slot => $"the device of slot {slot.Slot} fails: {slot.Reason}"),
            ];
        }
    }

    /// <summary>What an operator should know although the silo is ready: what fails, and a clock that is wrong.</summary>
    public IReadOnlyList<string> Notices => _clock.Problem is { } problem ? [.. Failing, problem] : Failing;

    /// <summary>Why only a restart of the process can mend it, or null: engines of its own slots have stopped for good.</summary>
    public string? Dead => Stopped.ToList() is { Count: > 0 } stopped ? string.Join("; ", stopped) : null;

    private IEnumerable<string> Stopped => _engines.Stopped.Select(slot => $"the engine of slot {slot.Slot} has stopped: {slot.Reason}");
}
