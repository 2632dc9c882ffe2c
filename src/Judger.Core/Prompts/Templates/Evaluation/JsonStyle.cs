namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>How JSON is laid out.</summary>
/// <param name="Indent">What stands before a line for each level; null for JSON on one line.</param>
/// <param name="ItemSeparator">What stands between two items.</param>
/// <param name="KeySeparator">What stands between a key and its value.</param>
/// <param name="IsSorted">Whether keys are in order.</param>
/// <param name="IsAscii">Whether letters beyond ASCII are escaped.</param>
internal sealed record JsonStyle(string? Indent, string ItemSeparator, string KeySeparator, bool IsSorted, bool IsAscii);
