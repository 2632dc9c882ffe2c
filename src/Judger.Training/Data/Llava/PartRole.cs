namespace Judger.Training.Data.Llava;

/// <summary>What an answer of a sample teaches.</summary>
internal enum PartRole
{
    /// <summary>The right answer to the question.</summary>
    Answer,

    /// <summary>The right answer after a wrong one and its judgment.</summary>
    Correction,

    /// <summary>CUT: the judged answer with its judgment in the prompt.</summary>
    CutJudged,

    /// <summary>CUT: the same answer without.</summary>
    CutUnjudged,
}
