namespace Judger.Experts;

/// <summary>An expert's final choice.</summary>
/// <param name="Preferred">The answer that it prefers.</param>
/// <param name="Usage">Requests and tokens that the choice took.</param>
public readonly record struct ExpertChoice(ChosenAnswer Preferred, ExpertSpending Usage = default);
