using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Judger.Inference;

/// <summary>Requests without a lane, in the order of service, bounded by the positions that they may need. Under the scheduler's lock only.</summary>
internal sealed class WaitingLine(long capacity) : IEnumerable<Sequence>
{
    private readonly List<Sequence> _sequences = [];
    private DateTimeOffset _earliest = DateTimeOffset.MaxValue;

    public int Count => _sequences.Count;

    public long Tokens { get; private set; }

    /// <summary>False when the line is too long; a single request may be of any size.</summary>
    public bool TryAdd(Sequence sequence)
    {
        var bound = sequence.Request.IsContinuation ? 2 * capacity : capacity;
        if (Count > 0 && Tokens + sequence.Tokens > bound) return false;
        var at = _sequences.Count;
        while (at > 0 && _sequences[at - 1].Priority > sequence.Priority) at--;
        _sequences.Insert(at, sequence);
        Tokens += sequence.Tokens;
        if (sequence.Request.Deadline < _earliest) _earliest = sequence.Request.Deadline.Value;
        return true;
    }

    public bool Remove(Sequence sequence)
    {
        if (!_sequences.Remove(sequence)) return false;
        Tokens -= sequence.Tokens;
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
        if (_earliest == DateTimeOffset.MaxValue) return false;
        var now = DateTimeOffset.UtcNow;
        if (now < _earliest) return false;

        // A loop, not a predicate: what that captures would be allocated whenever this is asked, which is at every step.
        foreach (var sequence in _sequences)
        {
            if (!(sequence.Request.Deadline <= now)) continue;
            expired = sequence;
            return Remove(sequence);
        }

        _earliest = _sequences.Min(sequence => sequence.Request.Deadline) ?? DateTimeOffset.MaxValue;
        return false;
    }

    public List<Sequence>.Enumerator GetEnumerator() => _sequences.GetEnumerator();

    IEnumerator<Sequence> IEnumerable<Sequence>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
