namespace Judger.Inference.Contract;

/// <summary>Where the time of one request went.</summary>
/// <param name="Queue">Waiting, for a lane, for the device or for what another request computes.</param>
/// <param name="Encode">Preprocessing and encoding images.</param>
/// <param name="Prefill">Computing the prompt.</param>
/// <param name="Decode">Generating the answer, in company of others.</param>
public readonly record struct PhaseTimes(TimeSpan Queue, TimeSpan Encode, TimeSpan Prefill, TimeSpan Decode)
{
    /// <summary>From the request's arrival to the first token of its answer; null where none was generated.</summary>
    public TimeSpan? FirstToken { get; init; }

    /// <summary>From the request's arrival to its answer.</summary>
    public TimeSpan Total => Queue + Encode + Prefill + Decode;
}
