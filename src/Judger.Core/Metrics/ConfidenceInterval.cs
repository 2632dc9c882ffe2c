namespace Judger.Core.Metrics;

/// <summary>An interval that holds the true value in 95 of 100 repetitions.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public readonly record struct ConfidenceInterval(double Low, double High);
