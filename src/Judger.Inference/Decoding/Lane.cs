namespace Judger.Inference;

/// <summary>
/// What the decoder's KV buffers hold. A prompt continues behind the longest run of segments that it shares with the lane: the buffers are rewound to there,
/// not cleared, so the passes of a question prefill their common image once.
/// </summary>
internal sealed class Lane
{
    private readonly List<PromptSegment> _segments = [];

    /// <summary>Positions that hold valid keys and values.</summary>
    public int Length { get; private set; }

    /// <summary>
    /// Keeps the leading segments that a prompt shares with the lane and forgets the others. Returns how many are kept; never all of the prompt's, because
    /// computing its last one is what gives logits.
    /// </summary>
    public int RewindTo(PromptSequence prompt)
    {
        var limit = Math.Min(_segments.Count, prompt.Segments.Count - 1);
        var shared = 0;
        while (shared < limit && _segments[shared].Matches(prompt.Segments[shared])) shared++;
        _segments.RemoveRange(shared, _segments.Count - shared);
        Length = _segments.Sum(segment => segment.Length);
        return shared;
    }

    /// <summary>Notes a segment that was computed behind the present ones.</summary>
    public void Append(PromptSegment segment)
    {
        _segments.Add(segment);
        Length += segment.Length;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _segments.Clear();
        Length = 0;
    }
}
