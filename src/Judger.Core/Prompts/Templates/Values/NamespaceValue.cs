namespace Judger.Core.Prompts.Templates.Values;

/// <summary>The one thing with members that a template changes: it carries values out of loops.</summary>
internal sealed class NamespaceValue
{
    public Dictionary<string, object?> Members { get; } = new(StringComparer.Ordinal);
}
