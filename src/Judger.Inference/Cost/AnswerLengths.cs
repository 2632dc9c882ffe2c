using System.Numerics;

namespace Judger.Inference.Cost;

/// <summary>
/// How many positions answers really decode: a running mean for each order of magnitude of the requests' limits, because a judgment in one word and a long
/// description have different limits. Under the scheduler's lock only.
/// </summary>
internal sealed class AnswerLengths
{
    private const double Memory = 0.98;

    // Limits of 0, 1, 2 to 3, 4 to 7 and so on, up to 2^31 - 1.
    private const int Classes = 32;

    private readonly double[] _requests = new double[Classes];
    private readonly double[] _positions = new double[Classes];
    private readonly int[] _waiting = new int[Classes];
    private double _allRequests;
    private double _allPositions;

    /// <summary>Positions that the waiting answers are expected to decode.</summary>
    public double Waiting
    {
        get
        {
            var sum = 0.0;
            for (var i = 1; i < Classes; i++) sum += _waiting[i] * Mean(i);
            return sum;
        }
    }

    /// <summary>Positions that an answer is expected to decode.</summary>
    /// <param name="limit">Most tokens that it may have.</param>
    public double Expected(int limit) => Mean(ClassOf(limit));

    public void BeginWaiting(int limit) => _waiting[ClassOf(limit)]++;

    public void EndWaiting(int limit) => _waiting[ClassOf(limit)]--;

    /// <summary>Notes a complete answer.</summary>
    /// <param name="limit">Most tokens that it might have had.</param>
    /// <param name="positions">Positions that it decoded.</param>
    public void Add(int limit, int positions)
    {
        if (limit == 0) return;
        var index = ClassOf(limit);
        _requests[index] = (Memory * _requests[index]) + 1;
        _positions[index] = (Memory * _positions[index]) + positions;
        _allRequests = (Memory * _allRequests) + 1;
        _allPositions = (Memory * _allPositions) + positions;
    }

    private static int ClassOf(int limit) => limit == 0 ? 0 : BitOperations.Log2((uint)limit) + 1;

    // The first token comes from the prompt's last position. An answer of a length that has not been seen is expected to be like the others, within its limit.
    private double Mean(int index)
    {
        if (index == 0) return 0;
        if (_requests[index] > 0) return _positions[index] / _requests[index];
        return _allRequests > 0 ? Math.Min(_allPositions / _allRequests, (1L << index) - 1) : 0;
    }
}
