namespace Judger;

/// <summary>Asks the model whether an answer is right, with the image and the crop in view.</summary>
/// <param name="Asked">The question.</param>
/// <param name="Crop">The region shown beside the whole image; null where nobody looked again.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Context">Where the question stands in time.</param>
[GenerateSerializer, Immutable, Alias("judger.SelfJudgmentRequest")]
public sealed record SelfJudgmentRequest(
    [property: Id(0)] AskRequest Asked, [property: Id(1)] PixelBox? Crop, [property: Id(2)] string Answer, [property: Id(3)] StageContext Context);
