using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Scheduling;
using Judger.Inference.Simulation;
using Judger.Testing.Routing;

namespace Judger.Inference.Tests.Cost;

/// <summary>
/// The scheduler on a simulated device in virtual time: steps take the time that the model says, in the order in which workers would end them, and nothing
/// waits. So what is measured does not depend on the machine.
/// </summary>
internal sealed class VirtualEngine : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly VirtualClock _clock = new();
    private readonly ModelParts _parts;
    private readonly Scheduler _scheduler;
    private readonly RequestPreparer _preparer;
    private readonly VirtualWorker[] _workers;

    public VirtualEngine(SimulatedModel model, EngineOptions options)
    {
        _parts = SimulatedDevice.CreateParts(model, options, _clock);
        _scheduler = new(_parts, options, _time);
        _preparer = new(_parts.Manifest, _parts.Tokenizer, _parts.Decoder.Memory.Layout.Capacity);
        _workers = [.. Enumerable.Range(0, options.WorkerCount).Select(_ => new VirtualWorker())];
    }

    public EngineStatus Status => _scheduler.Status;

    /// <summary>Seconds since the beginning.</summary>
    public double Now => _time.Now;

    /// <summary>Sends a request.</summary>
    public Task<Generation> Send(GenerationRequest request) => SendUntil(request, CancellationToken.None);

    /// <summary>Sends a request that may be cancelled.</summary>
    public Task<Generation> SendUntil(GenerationRequest request, CancellationToken cancellationToken)
    {
        var sequence = new Sequence(_preparer.Prepare(request), _time, cancellationToken);
        _scheduler.Enqueue(sequence);
        return sequence.Completion;
    }

    /// <summary>Runs until something is so. Returns the seconds that it took.</summary>
    public double RunUntil(Func<bool> isSo)
    {
        var began = _time.Now;
        while (!isSo() && TryAdvance())
        {
        }

        return _time.Now - began;
    }

    /// <summary>Runs until there is nothing to do.</summary>
    public double Run() => RunUntil(() => false);

    public void Dispose()
    {
        _scheduler.Stop();
        Run();
        _scheduler.Clear();
        _parts.Dispose();
    }

    private bool TryAdvance()
    {
        foreach (var worker in _workers.Where(worker => worker.Step is null))
        {
            if (_scheduler.TryTake(worker.HasJustDecoded) is not { } step) continue;
            _clock.Worked = TimeSpan.Zero;
            step.Run();
            (worker.Step, worker.Took, worker.EndsAt) = (step, _clock.Worked, _time.Now + _clock.Worked.TotalSeconds);
        }

        if (_workers.Where(worker => worker.Step is not null).MinBy(worker => worker.EndsAt) is not { } next) return false;
        _time.Now = next.EndsAt;
        _scheduler.Commit(next.Step!, null, next.Took);
        (next.HasJustDecoded, next.Step) = (next.Step is DecodeStep, null);
        return true;
    }

    private sealed class VirtualClock : SimulatedClock
    {
        public TimeSpan Worked { get; set; }

        public override void Work(TimeSpan duration) => Worked += duration;
    }

    private sealed class VirtualWorker
    {
        public Step? Step { get; set; }

        public TimeSpan Took { get; set; }

        public double EndsAt { get; set; }

        public bool HasJustDecoded { get; set; }
    }
}
