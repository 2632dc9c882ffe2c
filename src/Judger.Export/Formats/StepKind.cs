namespace Judger.Export.Formats;

/// <summary>Which steps a decoder's graph is for.</summary>
internal enum StepKind
{
    /// <summary>All: prompts and answers.</summary>
    All,

    /// <summary>Steps of many positions, whose time is products.</summary>
    Prompts,

    /// <summary>Steps of one position of each sequence, whose time is reading the weights.</summary>
    Answers,
}
