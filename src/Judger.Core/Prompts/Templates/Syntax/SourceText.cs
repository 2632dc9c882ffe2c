namespace Judger.Core.Prompts.Templates.Syntax;

/// <summary>A template's source, and where in it an error is.</summary>
internal sealed class SourceText
{
    /// <summary>Line ends become line feeds, and one at the very end is left out, as Jinja does.</summary>
    public SourceText(string source)
    {
        var text = source.Contains('\r', StringComparison.Ordinal) ? source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n') : source;
        Value = text.EndsWith('\n') ? text[..^1] : text;
    }

    public string Value { get; }

    public TemplateException Error(string problem, int position)
    {
        var before = Value.AsSpan(0, Math.Clamp(position, 0, Value.Length));
        return new(problem, before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }
}
