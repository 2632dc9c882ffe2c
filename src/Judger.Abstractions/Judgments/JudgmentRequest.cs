namespace Judger;

/// <summary>An answer to be judged by a configured expert.</summary>
/// <param name="Asked">The question.</param>
/// <param name="Crop">The region that the answer was given from; null for the whole image.</param>
/// <param name="Answer">The answer.</param>
[GenerateSerializer, Immutable, Alias("judger.JudgmentRequest")]
public sealed record JudgmentRequest([property: Id(0)] AskRequest Asked, [property: Id(1)] PixelBox? Crop, [property: Id(2)] string Answer);
