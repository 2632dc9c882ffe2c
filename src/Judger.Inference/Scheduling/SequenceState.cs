namespace Judger.Inference.Scheduling;

/// <summary>How far a sequence is.</summary>
internal enum SequenceState
{
    /// <summary>It has no lane yet.</summary>
    Waiting,

    /// <summary>Its prompt is being computed.</summary>
    Prefilling,

    /// <summary>Its answer is being generated.</summary>
    Decoding,

    /// <summary>It is over.</summary>
    Ended,
}
