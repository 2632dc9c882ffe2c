namespace Judger;

/// <summary>Whether the model looks again at the region that the question is about, and answers again.</summary>
[GenerateSerializer, Alias("judger.LookPolicy")]
public enum LookPolicy
{
    /// <summary>Unless its first answer is surer than the threshold that its model was calibrated with; a model without one always looks.</summary>
    Auto,

    /// <summary>For every question.</summary>
    Always,

    /// <summary>Never: the first answer stands, unless a judgment changes it.</summary>
    Never,
}
