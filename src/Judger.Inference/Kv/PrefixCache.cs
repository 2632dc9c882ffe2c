using Judger.Inference.Decoding;
using Judger.Inference.Scheduling;

namespace Judger.Inference.Kv;

/// <summary>
/// Lanes, the tree of what they hold, and the blocks that keep prefixes beyond them. A prompt continues in a free lane behind the longest prefix that it
/// shares with it (a rewind, no copy); what another lane or a block holds beyond that is copied; only the rest is computed. Under the scheduler's lock only.
/// </summary>
internal sealed class PrefixCache
{
    // A cautious bound: copying a position moves its keys and values once, computing it reads the weights for it.
    private const int CopiesAsDearAsComputing = 64;

    // What is left to compute of a prompt that is all there; see PrefixMatch.
    private const int Recomputed = 2;

    private readonly PrefixNode _root = PrefixNode.Root();
    private readonly KvMemory _memory;
    private long _clock;

    public PrefixCache(KvMemory memory, long blockBytes)
    {
        _memory = memory;
        Blocks = new(blockBytes);
        Lanes = [.. Enumerable.Range(0, memory.Lanes).Select(index => new Lane(index, _root))];
    }

    /// <summary>Where the tree begins.</summary>
    public PrefixNode Root => _root;

    public IReadOnlyList<Lane> Lanes { get; }

    public KvBlocks Blocks { get; }

    /// <summary>How many leading runs of a prompt are held, or are being computed.</summary>
    public int HeldRuns(PromptSequence prompt)
    {
        var match = PrefixMatch.Of(_root, prompt, prompt.Length);
        return match.Path.Count + (match.IsPending ? 1 : 0);
    }

    /// <summary>
    /// Gives a sequence a lane and says what must be copied for it; null while there is no lane, or while another sequence computes what it needs.
    /// </summary>
    public LanePlan? TryAdmit(Sequence sequence)
    {
        var match = PrefixMatch.Of(_root, sequence.Prompt, Math.Max(0, sequence.Prompt.Length - Recomputed));
        if (match.IsPending || Choose(match) is not { } lane) return null;
        Touch(match.Path);
        var plan = new LanePlan(_memory, Blocks, lane, sequence);
        var held = lane.Held(match.Path);
        var keep = held == 0 ? _root : match.Path[held - 1];
        var reused = Math.Max(keep.End, PlanLoads(plan, match, held));
        PlanSaves(plan, keep);
        lane.Rewind(keep);
        lane.Owner = sequence;
        sequence.Begin(lane, reused);
        Announce(sequence, plan.LastLoaded ?? keep);
        return plan;
    }

    /// <summary>Notes the runs that a sequence has computed by now: others can use them from here on.</summary>
    public void Computed(Sequence sequence)
    {
        var lane = sequence.Lane!;
        while (lane.Tail.Depth < sequence.Prompt.Runs.Count && lane.Tail.End + sequence.Prompt.Runs[lane.Tail.Depth].Length <= sequence.Computed)
        {
            var run = sequence.Prompt.Runs[lane.Tail.Depth];
            var node = lane.Tail.FindWhole(run) ?? lane.Tail.Add(run);
            if (sequence.Announced.TryPeek(out var announced) && ReferenceEquals(announced, node)) sequence.Announced.Dequeue().Pins--;

            // Whoever announced it: it is there.
            node.IsComputing = false;
            node.LastUsed = ++_clock;
            node.IsKept |= sequence.Request.KeepsPrompt;
            lane.Advance(node);
        }
    }

    /// <summary>Takes the lane from a sequence. What it holds stays, unless a step failed: then nobody knows what it holds.</summary>
    public void Release(Sequence sequence, bool failed)
    {
        foreach (var node in sequence.Announced.Reverse())
        {
            node.IsComputing = false;
            node.Pins--;
            node.Prune();
        }

        sequence.Announced.Clear();
        if (sequence.Lane is not { } lane) return;
        if (failed) lane.Rewind(_root);
        lane.Owner = null;
        lane.LastUsed = ++_clock;
    }

    // What a lane holds of the prompt counts for it; what it would have to give up, and have saved, counts against it by what a copy costs beside computing.
    // Otherwise the one position that all prompts share would draw every question into the same lane.
    private Lane? Choose(PrefixMatch match)
    {
        Lane? best = null;
        var most = int.MinValue;
        foreach (var lane in Lanes)
        {
            if (!lane.IsFree) continue;
            var held = lane.Held(match.Path);
            var positions = held == 0 ? 0 : match.Path[held - 1].End;
            if (held == match.Path.Count && match.Partial is { } partial && partial.IsOnPathTo(lane.Tail)) positions += match.PartialLength;
            var score = (CopiesAsDearAsComputing * positions) - (lane.Tail.End - positions);
            if (score < most || (score == most && lane.LastUsed >= best!.LastUsed)) continue;
            (best, most) = (lane, score);
        }

        return best;
    }

    // A run is never newer than those before it, so that a block does not outlive what it follows.
    private void Touch(IReadOnlyList<PrefixNode> path)
    {
        _clock += path.Count;
        for (var i = 0; i < path.Count; i++) path[i].LastUsed = _clock - i;
    }

    /// <summary>Plans the copies from other lanes and from blocks. Returns the position up to which the lane will hold the prompt.</summary>
    private int PlanLoads(LanePlan plan, PrefixMatch match, int held)
    {
        for (var i = held; i < match.Path.Count; i++)
        {
            if (!TryFind(match.Path[i], plan.Lane, out var from)) return plan.LastLoaded?.End ?? 0;
            plan.Load(match.Path[i], from);
        }

        if (match.Partial is not { } partial) return plan.LastLoaded?.End ?? 0;
        if (held < match.Path.Count || !partial.IsOnPathTo(plan.Lane.Tail))
        {
            if (!TryFind(partial, plan.Lane, out var from)) return plan.LastLoaded?.End ?? 0;
            plan.LoadPart(partial, from, match.PartialLength);
        }

        return partial.Start + match.PartialLength;
    }

    /// <summary>Finds what holds a run for a lane that does not: another lane, or (null) the run's block.</summary>
    private bool TryFind(PrefixNode node, Lane taker, out Lane? from)
    {
        from = Lanes.FirstOrDefault(lane => !ReferenceEquals(lane, taker) && node.IsOnPathTo(lane.Tail));
        return from is not null || node.Block is not null;
    }

    /// <summary>
    /// Plans to save what the lane alone holds and is about to lose, up to the last image: images are what is dear. The text behind it is computed
    /// again when it is asked for, unless a conversation is likely to go on behind it.
    /// </summary>
    private void PlanSaves(LanePlan plan, PrefixNode keep)
    {
        var lost = new Stack<PrefixNode>();
        for (var node = plan.Lane.Tail; !ReferenceEquals(node, keep); node = node.Parent!)
        {
            if (lost.Count > 0 || node.Run.Image is not null || node.IsKept) lost.Push(node);
        }

        foreach (var node in lost)
        {
            if (node is not { Lanes: 1, Block: null, IsSaving: false }) continue;
            if (!Blocks.TryReserve(node.Run.Length * _memory.Layout.PositionBytes)) return;
            plan.Save(node);
        }
    }

    /// <summary>
    /// Says which runs the sequence is going to compute that others may wait for: all, but a last one of which nothing could be taken. So an image is computed
    /// once for all questions about it, and a prompt once for all answers to it.
    /// </summary>
    private static void Announce(Sequence sequence, PrefixNode node)
    {
        var runs = sequence.Prompt.Runs;
        var count = runs is [.., { Image: null, Length: <= Recomputed }] ? runs.Count - 1 : runs.Count;
        for (var i = node.Depth; i < count; i++)
        {
            node = node.FindWhole(runs[i]) ?? node.Add(runs[i]);
            if (node.IsPending) return;
            if (node.IsHeld) continue;
            node.IsComputing = true;
            node.Pins++;
            sequence.Announced.Enqueue(node);
        }
    }
}
