namespace Judger.Testing.Routing;

/// <summary>
/// Counts from the moment at which the first measured question is asked until the last one is: what comes then is the emptying of the cluster.
/// </summary>
internal sealed class SimulationTally(Workload workload, IReadOnlyList<Device> devices, EventQueue events)
{
    private readonly List<double> _latencies = [];
    private Mark? _start;
    private Mark? _end;
    private int _repeats;
    private int _answered;

    /// <summary>Whether all questions are answered.</summary>
    public bool IsOver => _answered == workload.Questions;

    private int Measured => workload.Questions - workload.WarmUp;

    public void Asked(int number, bool isRepeat)
    {
        if (number < workload.WarmUp) return;
        if (number == workload.WarmUp) _start = Now();
        if (isRepeat) _repeats++;
        if (number == workload.Questions - 1) _end = Now();
    }

    public void Answered(int number, double asked)
    {
        _answered++;
        if (number >= workload.WarmUp) _latencies.Add(events.Now - asked);
    }

    public SimulationResult Result()
    {
        var (start, end) = (_start!, _end!);
        _latencies.Sort();
        var busy = end.Busy.Zip(start.Busy, (after, before) => after - before).ToArray();
        double computed = end.Computed - start.Computed, reused = end.Reused - start.Reused;
        return new()
        {
            Throughput = (end.Answered - start.Answered) / (end.At - start.At),
            Median = _latencies[_latencies.Count / 2],
            P99 = _latencies[(int)(0.99 * _latencies.Count)],
            Repeats = (double)_repeats / Measured,
            ImagesComputed = computed / Measured,
            HitRate = reused / (computed + reused),
            MaxOverMean = busy.Max() / busy.Average(),
        };
    }

    private Mark Now() => new(
        events.Now,
        _answered,
        [.. devices.Select(device => device.Busy)],
        devices.Sum(device => device.ImagesComputed),
        devices.Sum(device => device.ImagesReused));

    private sealed record Mark(double At, int Answered, double[] Busy, int Computed, int Reused);
}
