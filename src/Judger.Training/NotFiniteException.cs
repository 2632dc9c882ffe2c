namespace Judger.Training;

/// <summary>A loss or a gradient is no number any more: what was trained since the last checkpoint is not to be kept.</summary>
internal sealed class NotFiniteException(string problem)
    : TrainingException($"{problem}; start again from the last checkpoint with a lower learning rate.")
{
    /// <summary>What became not finite, without the remedy.</summary>
    public string Problem { get; } = problem;
}
