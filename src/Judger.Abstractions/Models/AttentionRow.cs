namespace Judger;

/// <summary>row(Q): the attention of the last prompt token over the patch grid.</summary>
/// <param name="Values">One probability a patch, row-major over the grid.</param>
/// <param name="Weights">Digest of the model's weights: another model's attention is not comparable with the row.</param>
[GenerateSerializer, Immutable, Alias("judger.AttentionRow")]
public sealed record AttentionRow([property: Id(0)] float[] Values, [property: Id(1)] string Weights);
