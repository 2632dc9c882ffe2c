namespace Judger.Core.Stages;

/// <summary>The answer of one stage, as the policy sees it.</summary>
/// <param name="Text">The answer.</param>
/// <param name="MeanLogProbability">The mean natural logarithm of its tokens' probabilities: 0 is certain; NaN counts as uncertain.</param>
public readonly record struct StageAnswer(string Text, double MeanLogProbability);
