using Judger.Inference.Constraints.Automata;

namespace Judger.Inference.Constraints.Vocabularies;

/// <summary>Tokens by their bytes, so that those with a common beginning are looked at together: nodes in the order of a walk in depth.</summary>
internal sealed class TokenTrie
{
    private readonly byte[] _labels;
    private readonly ushort[] _depths;
    private readonly int[] _ends;
    private readonly int[] _firsts;
    private readonly int[] _tokens;

    /// <param name="tokens">Ids and bytes; none without bytes.</param>
    public TokenTrie(IEnumerable<(int Id, byte[] Bytes)> tokens)
    {
        var sorted = tokens.ToArray();
        Array.Sort(sorted, (x, y) => x.Bytes.AsSpan().SequenceCompareTo(y.Bytes) is var order and not 0 ? order : x.Id.CompareTo(y.Id));
        var (labels, depths, ends, firsts) = (new List<byte>(), new List<ushort>(), new List<int>(), new List<int>());
        var (path, previous) = (new Stack<int>(), Array.Empty<byte>());
        foreach (var (index, (_, bytes)) in sorted.Index())
        {
            var common = bytes.AsSpan().CommonPrefixLength(previous);
            while (path.Count > common) ends[path.Pop()] = labels.Count;
            while (path.Count < bytes.Length)
            {
                path.Push(labels.Count);
                labels.Add(bytes[path.Count - 1]);
                depths.Add((ushort)path.Count);
                ends.Add(0);

                // What lies on the way to a longer token has none of its own.
                firsts.Add(index);
            }

            previous = bytes;
        }

        while (path.TryPop(out var node)) ends[node] = labels.Count;
        firsts.Add(sorted.Length);
        (_labels, _depths, _ends, _firsts) = ([.. labels], [.. depths], [.. ends], [.. firsts]);
        _tokens = Array.ConvertAll(sorted, token => token.Id);
        Depth = depths.DefaultIfEmpty<ushort>(0).Max();
    }

    /// <summary>Bytes of the longest token.</summary>
    public int Depth { get; }

    /// <summary>Sets the bits of the tokens that an automaton can read.</summary>
    /// <param name="walk">What reads.</param>
    /// <param name="start">The state to begin at.</param>
    /// <param name="mask">A bit for each token.</param>
    public void Allow(TokenWalk walk, AutomatonState start, ulong[] mask)
    {
        walk.States[0] = start;
        for (var node = 0; node < _labels.Length;)
        {
            int depth = _depths[node];
            var state = walk.Next(walk.States[depth - 1], _labels[node]);
            if (ReferenceEquals(state, AutomatonState.Dead))
            {
                node = _ends[node];
                continue;
            }

            for (var token = _firsts[node]; token < _firsts[node + 1]; token++) mask[_tokens[token] >> 6] |= 1UL << _tokens[token];
            walk.States[depth] = state;
            node = walk.IsExhausted ? _ends[node] : node + 1;
        }
    }
}
