namespace Judger;

/// <summary>Stage I: answer from the whole image.</summary>
/// <param name="Asked">The question.</param>
/// <param name="Context">Where it stands in time.</param>
[GenerateSerializer, Immutable, Alias("judger.BaselineRequest")]
public sealed record BaselineRequest([property: Id(0)] AskRequest Asked, [property: Id(1)] StageContext Context);
