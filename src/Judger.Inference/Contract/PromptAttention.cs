namespace Judger.Inference.Contract;

/// <summary>What is known of a pass when its prompt is computed.</summary>
/// <param name="Row">The attention row; see <see cref="Generation.AttentionRow"/>.</param>
/// <param name="FirstLogProbability">Natural logarithm of the probability of the answer's first token; null where the answer has none.</param>
public sealed record PromptAttention(float[] Row, double? FirstLogProbability);
