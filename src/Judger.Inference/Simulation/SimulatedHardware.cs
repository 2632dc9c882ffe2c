using Judger.Inference.Devices;
using Judger.Inference.Errors;
using Judger.Inference.Kv;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Simulation;

/// <summary>
/// The device under a simulated model: it takes time, fails when it is told to, and keeps what is computed in the computer's own memory. No graph runs on it.
/// </summary>
internal sealed class SimulatedHardware(SimulatedClock clock, SimulatedFaults faults, int faultEvery = 1) : IDevice
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    private readonly CpuDevice _memory = new();
    private volatile bool _isLost;
    private volatile bool _isDisposed;
    private int _steps;

    public bool IsSerial => false;

    public bool ReplaysSteps => false;

    public string? Failure => _isLost ? "the simulated device was lost" : null;

    /// <summary>Takes the time of a step, and fails where the device is to fail.</summary>
    public void Work(TimeSpan duration)
    {
        var fault = faults.Current;
        if (fault == SimulatedFault.Lost) _isLost = true;
        if (_isLost) throw new InvalidOperationException("the simulated device was lost");
        if (fault == SimulatedFault.EachStep && Interlocked.Increment(ref _steps) % faultEvery == 0)
            throw new InvalidOperationException($"the simulated device fails {(faultEvery == 1 ? "each step" : $"one step of {faultEvery}")}");
        while (faults.Current == SimulatedFault.Hang && !_isDisposed) Thread.Sleep(Glance);
        clock.Work(duration);
    }

    public void Configure(SessionOptions options) => throw new NotSupportedException("A simulated device runs no graphs.");

    public InferenceException LoadError(string graph, string reason, Exception cause) =>
        new DeviceUnavailableException($"A simulated device runs no graphs ({graph}).", cause);

    public RunOptions CreateRunOptions(int? replay = null) => _memory.CreateRunOptions(replay);

    public DeviceBuffer<T> Allocate<T>(int length)
        where T : unmanaged => _memory.Allocate<T>(length);

    public DeviceBuffer<T> AllocateHidden<T>(int length)
        where T : unmanaged => _memory.AllocateHidden<T>(length);

    public KvMemory AllocateKv(KvLayout layout, int lanes) => _memory.AllocateKv(layout, lanes);

    public OrtValue ViewKv(KvMemory memory, int plane, int first, int count) => _memory.ViewKv(memory, plane, first, count);

    public void Dispose()
    {
        _isDisposed = true;
        _memory.Dispose();
    }
}
