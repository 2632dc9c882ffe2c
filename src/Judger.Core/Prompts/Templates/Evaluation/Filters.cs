using Judger.Core.Prompts.Templates.Values;

namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>The filters: those of Jinja that chat templates use, with transformers' own <c>tojson</c>.</summary>
internal static class Filters
{
    private static readonly Dictionary<string, Func<object?, CallArguments, object?>> ByName =
        new(TextFilters.All.Concat(ListFilters.All).Concat(NumberFilters.All), StringComparer.Ordinal);

    /// <summary>Whether there is a filter of a name.</summary>
    public static bool Knows(string name) => ByName.ContainsKey(name);

    /// <summary>What a filter makes of a value.</summary>
    public static object? Apply(string name, object? value, CallArguments arguments)
    {
        arguments.Run.Step();
        return ByName.TryGetValue(name, out var filter) ? filter(value, arguments) : throw arguments.Run.Error($"there is no filter '{name}'");
    }

    /// <summary>The member that a filter's parameter names, with points between members of members; a number is a place.</summary>
    public static object? MemberOf(TemplateRun run, object? value, object? path)
    {
        if (path is not MarkedText names) return Members.Item(run, value, path);
        run.Look(names.Length);
        foreach (var name in names.Value.Split('.'))
        {
            value = value is UndefinedValue ? value
                : Members.Item(run, value, long.TryParse(name, out var place) && name.All(char.IsAsciiDigit) ? place : MarkedText.Of(name));
        }

        return value;
    }

    /// <summary>A value for comparisons that do not tell capitals from other letters.</summary>
    public static object? WithoutCase(TemplateRun run, object? value) => value is MarkedText text ? Texts.Lower(run, text) : value;
}
