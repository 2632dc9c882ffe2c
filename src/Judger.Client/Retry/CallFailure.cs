namespace Judger.Client.Retry;

/// <summary>Why one attempt of a call failed.</summary>
/// <param name="Error">What the caller is told when the call is not made again.</param>
/// <param name="RetryAfter">When the server wants to be asked again, if it said so.</param>
internal sealed record CallFailure(JudgerException Error, TimeSpan? RetryAfter = null);
