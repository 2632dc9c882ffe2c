using Judger.Inference.Decoding;

namespace Judger.Inference.Kv;

/// <summary>What the tree holds of a prompt.</summary>
/// <param name="Path">The runs that it holds whole, in order.</param>
/// <param name="Partial">A run of text of which the prompt's next run shares the beginning, or null.</param>
/// <param name="PartialLength">Positions of it that are shared.</param>
/// <param name="IsPending">Whether the prompt's next run is being computed for another sequence right now.</param>
internal readonly record struct PrefixMatch(IReadOnlyList<PrefixNode> Path, PrefixNode? Partial, int PartialLength, bool IsPending)
{
    /// <summary>Looks a prompt up.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="limit">
    /// Most positions to reuse. A prompt's last positions are always computed, because that gives its logits; and at least two of them, because the matrix
    /// product of a single row rounds differently from the same row among others.
    /// </param>
    public static PrefixMatch Of(PrefixNode root, PromptSequence prompt, int limit)
    {
        var path = new List<PrefixNode>();
        var node = root;
        foreach (var run in prompt.Runs)
        {
            if (node.Find(run, out var shared) is not { } child) break;
            var isWhole = shared == run.Length && child.Run.Length == shared;
            if (isWhole && child.IsPending) return new(path, null, 0, true);
            if (isWhole && child.End <= limit)
            {
                path.Add(child);
                node = child;
                continue;
            }

            var partial = Math.Min(shared, limit - child.Start);
            return run.Image is not null || partial <= 0 ? new(path, null, 0, false) : new(path, child, partial, false);
        }

        return new(path, null, 0, false);
    }
}
