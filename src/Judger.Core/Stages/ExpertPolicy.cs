namespace Judger.Core.Stages;

/// <summary>When the expert is asked to judge an answer.</summary>
public enum ExpertPolicy
{
    /// <summary>For every question.</summary>
    Always,

    /// <summary>Only when the model's own answers and probabilities leave doubt.</summary>
    WhenUncertain,

    /// <summary>Never: the refined answer is final.</summary>
    Never,
}
