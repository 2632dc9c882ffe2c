namespace Judger.Server.Http.Questions;

/// <summary>The long parts of a record, which a reply has where they are asked for.</summary>
[Flags]
internal enum RecordParts
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>The attention map and what it covers: a number for each patch.</summary>
    Map = 1,

    /// <summary>The tokens of each answer.</summary>
    Tokens = 2,

    /// <summary>The whole record.</summary>
    All = Map | Tokens,
}
