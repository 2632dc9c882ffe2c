namespace Judger;

/// <summary>The baseline answer and, where its prompt is also the attention pass, where the model looked.</summary>
/// <param name="Answer">The answer A0.</param>
/// <param name="AttentionRow">row(Q): attention of the last prompt token over the patch grid, row-major, or null when another pass must compute it.</param>
/// <param name="Weights">Digest of the model's weights: another model's attention is not comparable with the row.</param>
[GenerateSerializer, Immutable, Alias("judger.BaselineResult")]
public sealed record BaselineResult([property: Id(0)] ModelAnswer Answer, [property: Id(1)] float[]? AttentionRow, [property: Id(2)] string Weights);
