namespace Judger;

/// <summary>Which of two answers was preferred.</summary>
[GenerateSerializer, Alias("judger.ChosenAnswer")]
public enum ChosenAnswer
{
    /// <summary>The expert has no preference, or gave none: the corrected answer stays.</summary>
    None,

    /// <summary>The answer before the corrections.</summary>
    Earlier,

    /// <summary>The corrected answer.</summary>
    Later,
}
