namespace Judger;

/// <summary>Whether the expert is asked about an answer.</summary>
[GenerateSerializer, Alias("judger.JudgmentPolicy")]
public enum JudgmentPolicy
{
    /// <summary>For every question.</summary>
    Always,

    /// <summary>When the model's own answers and probabilities leave doubt.</summary>
    WhenUncertain,

    /// <summary>Never: the refined answer is final.</summary>
    Never,
}
