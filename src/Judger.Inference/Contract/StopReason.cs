namespace Judger.Inference.Contract;

/// <summary>Why a generation ended.</summary>
public enum StopReason
{
    /// <summary>The model ended its answer.</summary>
    EndOfSequence,

    /// <summary>The request's limit was reached.</summary>
    MaxTokens,

    /// <summary>A stop token or a stop text of the request came.</summary>
    Stop,
}
