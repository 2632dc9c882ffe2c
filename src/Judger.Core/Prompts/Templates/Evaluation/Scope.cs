namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>The variables of a block. What a block assigns is not seen outside of it.</summary>
internal sealed class Scope(Scope? outer = null)
{
    private Dictionary<string, object?>? _variables;

    public void Set(string name, object? value) => (_variables ??= new(StringComparer.Ordinal))[name] = value;

    public bool TryGet(string name, out object? value)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._variables is { } variables && variables.TryGetValue(name, out value)) return true;
        }

        value = null;
        return false;
    }

    private Scope? Outer => outer;
}
