using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Judger.Inference.Cost;

namespace Judger.Inference.Scheduling;

/// <summary>Requests without a lane, in the order of service, bounded by the positions that they may need. Under the scheduler's lock only.</summary>
/// <param name="capacity">Most positions that may wait.</param>
/// <param name="work">What the requests ask of the device; it changes with the queue.</param>
/// <param name="time">The clock of deadlines.</param>
internal sealed class RequestQueue(long capacity, WaitingWork work, TimeProvider time) : IEnumerable<Sequence>
{
    private readonly List<Sequence> _sequences = [];
    private long _earliest = long.MaxValue;

    public int Count => _sequences.Count;

    public long Tokens { get; private set; }

    /// <summary>What the requests ask of the device.</summary>
    public WaitingWork Work => work;

    /// <summary>False when the queue is full; a single request may be of any size.</summary>
    public bool TryAdd(Sequence sequence)
    {
        var bound = sequence.Request.IsContinuation ? 2 * capacity : capacity;
        if (Count > 0 && Tokens + sequence.Tokens > bound) return false;
        var at = _sequences.Count;
        while (at > 0 && _sequences[at - 1].Priority > sequence.Priority) at--;
        _sequences.Insert(at, sequence);
        Tokens += sequence.Tokens;
        work.Add(sequence);
        _earliest = Math.Min(_earliest, sequence.Deadline);
        return true;
    }

    /// <summary>Takes a request out, which may have got its lane just now. False when it is not there.</summary>
    public bool Remove(Sequence sequence)
    {
        if (!_sequences.Remove(sequence)) return false;
        Tokens -= sequence.Tokens;
        work.Remove(sequence, isBegun: sequence.Lane is not null);
        return true;
    }

    public bool TryTakeAny([NotNullWhen(true)] out Sequence? sequence)
    {
        sequence = _sequences.LastOrDefault();
        return sequence is not null && Remove(sequence);
    }

    /// <summary>Takes a request whose deadline has passed.</summary>
    public bool TryTakeExpired([NotNullWhen(true)] out Sequence? expired)
    {
        expired = null;
        if (_earliest == long.MaxValue) return false;
        var now = time.GetTimestamp();
        if (now < _earliest) return false;

        // A loop, not a predicate: what that captures would be allocated whenever this is asked, which is at every step.
        foreach (var sequence in _sequences)
        {
            if (sequence.Deadline > now) continue;
            expired = sequence;
            return Remove(sequence);
        }

        _earliest = long.MaxValue;
        foreach (var sequence in _sequences) _earliest = Math.Min(_earliest, sequence.Deadline);
        return false;
    }

    public List<Sequence>.Enumerator GetEnumerator() => _sequences.GetEnumerator();

    IEnumerator<Sequence> IEnumerable<Sequence>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
