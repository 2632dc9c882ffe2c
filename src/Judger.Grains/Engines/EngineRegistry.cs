using System.Diagnostics;
using System.Diagnostics.Metrics;
using Judger.Grains.Slots;
using Judger.Grains.Telemetry;
using Judger.Inference.Contract;
using Judger.Inference.Errors;
using Judger.Inference.Simulation;

namespace Judger.Grains.Engines;

/// <summary>
/// The silo's engines, one for each device and model. They are loaded before the silo joins the cluster, so that an active silo's slots are resident; a
/// model that cannot be loaded stops the start.
/// </summary>
internal sealed class EngineRegistry(SiloSlots slots, IEngineFactory factory, SiloCounters counters, IMeterFactory meters)
    : ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    private readonly Dictionary<SlotKey, IInferenceEngine> _bySlot = [];
    private EngineInstruments? _instruments;

    /// <summary>The engine of one of this silo's slots.</summary>
    /// <exception cref="SlotUnavailableException">The slot is not this silo's.</exception>
    public IInferenceEngine this[SlotKey slot] =>
        _bySlot.TryGetValue(slot, out var engine)
            ? engine
            : throw new SlotUnavailableException($"Slot {slot} is not on silo {slots.Silo}; ask again in a while.");

    /// <summary>The engine of a slot, or null when the slot is not this silo's.</summary>
    public IInferenceEngine? Find(SlotKey slot) => _bySlot.GetValueOrDefault(slot);

    /// <summary>The engine of each of this silo's slots.</summary>
    public IReadOnlyDictionary<SlotKey, IInferenceEngine> All => _bySlot;

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(EngineRegistry), ServiceLifecycleStage.RuntimeInitialize, LoadAsync, _ => Task.CompletedTask);

    public async ValueTask DisposeAsync()
    {
        _instruments?.Dispose();
        foreach (var engine in _bySlot.Values.Distinct()) await engine.DisposeAsync();
        _bySlot.Clear();
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var loaded = new Dictionary<(string Device, string Folder, SimulatedModel? Simulated), IInferenceEngine>();
        var resident = new List<ResidentModel>();
        foreach (var (index, slot) in slots.Options.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!loaded.TryGetValue((slot.Device, slot.ModelFolder, slot.Simulated), out var engine))
            {
                var started = Stopwatch.GetTimestamp();
                loaded[(slot.Device, slot.ModelFolder, slot.Simulated)] = engine = await LoadAsync(index, slot, cancellationToken);
                resident.Add(new(slots.KeyOf(slot), engine, Stopwatch.GetElapsedTime(started)));
                counters.CountLoad(slots.KeyOf(slot));
            }

            _bySlot[slots.KeyOf(slot)] = engine;
        }

        _instruments = new(meters, resident);
    }

    private async Task<IInferenceEngine> LoadAsync(int index, SlotOptions slot, CancellationToken cancellationToken)
    {
        var loading = Task.Run(() => factory.Load(slot), CancellationToken.None);
        try
        {
            return await loading.WaitAsync(cancellationToken);
        }
        catch (InferenceException exception)
        {
            throw new SlotLoadException($"Slots:{index}, {slots.KeyOf(slot)}: {exception.Message}", exception);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // A load cannot be interrupted, and whoever stops does not wait for it.
            _ = loading.ContinueWith(
                late => late.Result.DisposeAsync().AsTask(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }
}
