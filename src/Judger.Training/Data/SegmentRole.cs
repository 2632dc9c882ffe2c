namespace Judger.Training.Data;

/// <summary>What a segment teaches; the learning curve reports accuracy by role.</summary>
internal enum SegmentRole
{
    /// <summary>A digit that no view shows legibly.</summary>
    FineHidden,

    /// <summary>A digit that the crop shows.</summary>
    FineShown,

    Coarse,

    YesNo,

    /// <summary>The same with a crop beside the image.</summary>
    YesNoShown,

    /// <summary>The general prompt.</summary>
    Description,

    /// <summary>A wrong answer whose judgment names the right one.</summary>
    CorrectionNamed,

    /// <summary>A wrong answer whose judgment only says so, with the detail in view.</summary>
    CorrectionUnnamed,

    /// <summary>A right answer under a wrong judgment, with the detail in view.</summary>
    CorrectionResisted,

    /// <summary>Is this answer correct? yes or no.</summary>
    SelfJudgment,

    /// <summary>CUT: the judged answer with its judgment in the prompt.</summary>
    CutJudged,

    /// <summary>CUT: the same answer without; follows its <see cref="CutJudged"/> segment.</summary>
    CutUnjudged,
}
