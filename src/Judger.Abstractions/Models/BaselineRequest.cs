namespace Judger;

/// <summary>Stage I: answer from the whole image.</summary>
[GenerateSerializer, Immutable, Alias("judger.BaselineRequest")]
public sealed record BaselineRequest([property: Id(0)] string ImageDigest, [property: Id(1)] string Question, [property: Id(2)] StageContext Context);
