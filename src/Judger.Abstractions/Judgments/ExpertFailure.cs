namespace Judger;

/// <summary>An expert's failure. It never fails the question: the best finished answer is returned, and this tells why it is unjudged.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Message">In words, and what to do.</param>
[GenerateSerializer, Immutable, Alias("judger.ExpertFailure")]
public sealed record ExpertFailure([property: Id(0)] ExpertFailureKind Kind, [property: Id(1)] string Message);
