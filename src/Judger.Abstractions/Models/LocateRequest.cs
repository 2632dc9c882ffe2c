namespace Judger;

/// <summary>Stage II, first half: where to look.</summary>
/// <param name="ImageDigest">The image.</param>
/// <param name="Question">The question.</param>
/// <param name="AttentionRow">row(Q) when the baseline pass has it already.</param>
/// <param name="CompatibleCrop">See <see cref="AskOptions.CompatibleCrop"/>.</param>
/// <param name="RowWeights">Digest of the weights that <paramref name="AttentionRow"/> came from.</param>
/// <param name="Context">Where the question stands in time.</param>
/// <param name="OtherImages">See <see cref="AskRequest.OtherImages"/>.</param>
[GenerateSerializer, Immutable, Alias("judger.LocateRequest")]
public sealed record LocateRequest(
    [property: Id(0)] string ImageDigest, [property: Id(1)] string Question, [property: Id(2)] float[]? AttentionRow, [property: Id(3)] bool CompatibleCrop,
    [property: Id(4)] string? RowWeights, [property: Id(5)] StageContext Context, [property: Id(6)] IReadOnlyList<string>? OtherImages = null);
