using System.Diagnostics;

namespace Judger.Inference;

/// <summary>What the device has done, and how fast it is. Under the scheduler's lock only.</summary>
internal sealed class Ledger(EngineOptions options)
{
    private const double Memory = 0.98;

    // As if so many positions had been computed so fast: the first steps of a process are slow, and must not look like a device that is too slow for the queue.
    private const double GuessedPositions = 4096;
    private const double GuessedSeconds = 0.2;

    private readonly long _started = Stopwatch.GetTimestamp();
    private double _seconds = GuessedSeconds;
    private double _positions = GuessedPositions;
    private WorkCount _work;
    private TimeSpan _busy;
    private long _imagesCached;
    private long _requests;
    private long _decodeSteps;
    private long _decodedSequences;

    /// <summary>Notes a step's speed. Encodes count by their time: they are part of what a request costs.</summary>
    public void Measure(int positions, TimeSpan duration)
    {
        _busy += duration;
        _seconds = (Memory * _seconds) + duration.TotalSeconds;
        _positions = (Memory * _positions) + positions;
    }

    /// <summary>How long the device takes for as many positions, by the mix of its last steps.</summary>
    public TimeSpan TimeFor(long tokens) => TimeSpan.FromSeconds(tokens * _seconds / _positions);

    /// <summary>Gives a request its place: behind what arrived earlier, or belongs to an older question, unless its work is so much shorter.</summary>
    public void Prioritize(Sequence sequence) =>
        sequence.Priority = (Stopwatch.GetElapsedTime(_started) - sequence.Request.Age + TimeFor(sequence.Tokens)).TotalSeconds;

    public void CountEncode() => _work += new WorkCount(1, 0, 0, 0);

    public void CountCachedImage() => _imagesCached++;

    public void CountDecode(int sequences)
    {
        _decodeSteps++;
        _decodedSequences += sequences;
    }

    public void CountEnd(Sequence sequence)
    {
        _requests++;
        _work += new WorkCount(0, Math.Max(0, sequence.Computed - sequence.Reused), sequence.Reused, sequence.Answer.Tokens.Count);
    }

    public EngineStatus Report(WaitingLine waiting, int running, long prefixBytes, long visionBytes) => new()
    {
        Waiting = waiting.Count,
        WaitingTokens = waiting.Tokens,
        Running = running,
        Backlog = TimeFor(waiting.Tokens),
        PrefixCacheBytes = prefixBytes,
        VisionCacheBytes = visionBytes,
        Lanes = options.Lanes,
        PrefixCacheLimit = options.PrefixCacheBytes,
        VisionCacheLimit = options.VisionCacheBytes,
        ImagesCached = _imagesCached,
        BusyTime = _busy / options.WorkerCount,
        Requests = _requests,
        Work = _work,
        DecodeSteps = _decodeSteps,
        DecodedSequences = _decodedSequences,
    };
}
