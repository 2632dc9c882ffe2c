namespace Judger;

/// <summary>Stage II, first half: where to look.</summary>
/// <param name="Asked">The question.</param>
/// <param name="Attention">row(Q) when the baseline pass has it already.</param>
/// <param name="Context">Where the question stands in time.</param>
[GenerateSerializer, Immutable, Alias("judger.LocateRequest")]
public sealed record LocateRequest([property: Id(0)] AskRequest Asked, [property: Id(1)] AttentionRow? Attention, [property: Id(2)] StageContext Context);
