namespace Judger;

/// <summary>Stage I: answer from the whole image.</summary>
/// <param name="ImageDigest">The image.</param>
/// <param name="Question">The question.</param>
/// <param name="Context">Where the question stands in time.</param>
/// <param name="OtherImages">See <see cref="AskRequest.OtherImages"/>.</param>
/// <param name="Answer">How the answer is written; null for the default.</param>
[GenerateSerializer, Immutable, Alias("judger.BaselineRequest")]
public sealed record BaselineRequest([property: Id(0)] string ImageDigest, [property: Id(1)] string Question, [property: Id(2)] StageContext Context,
    [property: Id(3)] IReadOnlyList<string>? OtherImages = null, [property: Id(4)] AnswerOptions? Answer = null);
