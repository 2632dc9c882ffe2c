namespace Judger.Core.Prompts.Templates.Values;

/// <summary>A list or a tuple; neither can be changed, as in Jinja's immutable sandbox.</summary>
internal sealed record ListValue(IReadOnlyList<object?> Items, bool IsTuple = false)
{
    public static ListValue Of(params IEnumerable<object?> items) => new([.. items]);

    public static ListValue Tuple(params object?[] items) => new(items, true);
}
