namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>How a body ended.</summary>
internal enum Flow
{
    /// <summary>At its end.</summary>
    Normal,

    /// <summary>At a <c>continue</c>: the loop goes on with its next item.</summary>
    Continue,

    /// <summary>At a <c>break</c>: the loop ends.</summary>
    Break,
}
