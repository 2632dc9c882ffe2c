namespace Judger.Training.Runs.Llava;

/// <summary>What stage III learns from a judged row.</summary>
internal enum LossKind
{
    /// <summary>The answer, its correction and CUT's contrast.</summary>
    Cut,

    /// <summary>The answer alone, as if there were no judgments: the control.</summary>
    Plain,
}
