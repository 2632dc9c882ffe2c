namespace Judger;

/// <summary>Where a stage's question stands in time. Durations, because the clocks of two silos differ.</summary>
/// <param name="Age">How long the question has been on its way: older questions are served first, so that what was begun is finished.</param>
/// <param name="Remaining">What is left of its time budget: work that cannot be done by then is refused or dropped.</param>
/// <param name="IsAdmission">True for a question's first stage, which a busy slot may refuse; a question that was taken in is finished.</param>
/// <param name="Share">
/// How many requests a slot of weight 1 may have, this one included. A slot that has more declines, because it knows its load better than whoever asks.
/// Infinite (default) for no bound.
/// </param>
/// <param name="Question">The question's id; null from a silo of an earlier version.</param>
/// <param name="IsSuspect">Whether a silo died with the question and it has finished no stage since. A silo serves one such question at a time.</param>
/// <param name="Feed">
/// The name under which the answer can be read while it is written; see <see cref="IAnswerFeedGrain"/>. Null where nobody will, or from a silo of an earlier
/// version.
/// </param>
[GenerateSerializer, Immutable, Alias("judger.StageContext")]
public sealed record StageContext(
    [property: Id(0)] TimeSpan Age,
    [property: Id(1)] TimeSpan Remaining,
    [property: Id(2)] bool IsAdmission,
    [property: Id(3)] double Share = double.PositiveInfinity,
    [property: Id(4)] string? Question = null,
    [property: Id(5)] bool IsSuspect = false,
    [property: Id(6)] Guid? Feed = null);
