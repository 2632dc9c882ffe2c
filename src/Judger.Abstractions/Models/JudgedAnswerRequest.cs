namespace Judger;

/// <summary>Stages II and III: answer from the image and a crop, with or without a judgment of a previous answer.</summary>
/// <param name="ImageDigest">The image.</param>
/// <param name="Question">The question.</param>
/// <param name="Crop">The region shown beside the whole image.</param>
/// <param name="Context">Where the question stands in time.</param>
/// <param name="PreviousAnswer">The answer that was judged, or null for the refined answer.</param>
/// <param name="Feedback">What the judgment says of it.</param>
/// <param name="OtherImages">See <see cref="AskRequest.OtherImages"/>.</param>
/// <param name="Answer">How the answer is written; null for the default.</param>
[GenerateSerializer, Immutable, Alias("judger.JudgedAnswerRequest")]
public sealed record JudgedAnswerRequest(
    [property: Id(0)] string ImageDigest, [property: Id(1)] string Question, [property: Id(2)] ImageBox Crop, [property: Id(3)] StageContext Context,
    [property: Id(4)] string? PreviousAnswer = null, [property: Id(5)] string? Feedback = null, [property: Id(6)] IReadOnlyList<string>? OtherImages = null, [property: Id(7)] AnswerOptions? Answer = null);
