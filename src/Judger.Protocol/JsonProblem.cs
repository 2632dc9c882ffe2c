namespace Judger.Protocol;

/// <summary>What is wrong with a text of JSON.</summary>
/// <param name="Path">The member, such as <c>messages[0].content</c>; empty for the root.</param>
/// <param name="Line">The line on which it stands, from 1.</param>
/// <param name="Message">What is wrong, where, and what to do, as a sentence.</param>
public sealed record JsonProblem(string Path, int Line, string Message);
