namespace Judger.Training;

/// <summary>A loss or a gradient is not a finite number: what was trained since the last checkpoint must not be kept.</summary>
internal sealed class NotFiniteException(string problem, string remedy = "start again from the last checkpoint with a lower learning rate")
    : TrainingException($"{problem}; {remedy}.")
{
    /// <summary>What became not finite, without the remedy.</summary>
    public string Problem { get; } = problem;
}
