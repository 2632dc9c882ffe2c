namespace Judger.Experts;

/// <summary>An expert's final choice.</summary>
/// <param name="Preferred">The answer that it prefers.</param>
/// <param name="Usage">Requests and tokens that the choice took.</param>
/// <param name="Failure">Why the reply holds no choice, where it was cut off, refused or empty.</param>
public readonly record struct ExpertChoice(ChosenAnswer Preferred, ExpertSpending Usage = default, ExpertFailure? Failure = null);
