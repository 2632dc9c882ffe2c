namespace Judger.Training;

/// <summary>A loss or a gradient is no number any more: what was trained since the last checkpoint is not to be kept.</summary>
internal sealed class NotFiniteException(string problem, string remedy = "start again from the last checkpoint with a lower learning rate")
    : TrainingException($"{problem}; {remedy}.")
{
    /// <summary>What became not finite, without the remedy.</summary>
    public string Problem { get; } = problem;
}
