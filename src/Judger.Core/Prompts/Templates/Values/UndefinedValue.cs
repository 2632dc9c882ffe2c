namespace Judger.Core.Prompts.Templates.Values;

/// <summary>What has no value: it is written as nothing and has no items, and everything else that is done with it is an error.</summary>
/// <param name="Name">What was looked for, for messages.</param>
internal sealed record UndefinedValue(string Name);
