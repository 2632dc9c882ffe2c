namespace Judger;

/// <summary>The baseline answer and, where its prompt is also the attention pass, where the model looked.</summary>
/// <param name="Answer">The answer A0.</param>
/// <param name="Attention">row(Q), or null when another pass must compute it.</param>
[GenerateSerializer, Immutable, Alias("judger.BaselineAnswer")]
public sealed record BaselineAnswer([property: Id(0)] ModelAnswer Answer, [property: Id(1)] AttentionRow? Attention);
