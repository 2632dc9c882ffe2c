namespace Judger;

/// <summary>Asks the model whether an answer is right, by the image and the crop.</summary>
[GenerateSerializer, Immutable, Alias("judger.SelfJudgmentRequest")]
public sealed record SelfJudgmentRequest([property: Id(0)] string ImageDigest, [property: Id(1)] string Question, [property: Id(2)] ImageBox Crop, [property: Id(3)] string Answer,
    [property: Id(4)] StageContext Context, [property: Id(5)] IReadOnlyList<string>? OtherImages = null);
