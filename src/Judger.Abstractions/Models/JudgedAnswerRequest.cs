namespace Judger;

/// <summary>Stages II and III: answer from the image and a crop, with or without a judgment of a previous answer.</summary>
/// <param name="Asked">The question.</param>
/// <param name="Crop">The region shown beside the whole image; null where nobody looked again.</param>
/// <param name="Context">Where the question stands in time.</param>
/// <param name="PreviousAnswer">The answer that was judged, or null for the refined answer.</param>
/// <param name="Feedback">What the judgment says of it.</param>
/// <param name="Draft">
/// The tokens of the answer before, which are taken as far as the model chooses them again. Null to choose each on its own, or from a silo of an earlier
/// version.
/// </param>
[GenerateSerializer, Immutable, Alias("judger.JudgedAnswerRequest")]
public sealed record JudgedAnswerRequest(
    [property: Id(0)] AskRequest Asked,
    [property: Id(1)] PixelBox? Crop,
    [property: Id(2)] StageContext Context,
    [property: Id(3)] string? PreviousAnswer = null,
    [property: Id(4)] string? Feedback = null,
    [property: Id(5)] IReadOnlyList<int>? Draft = null);
