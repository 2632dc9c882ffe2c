using Judger.Core.Prompts.Templates.Evaluation;

namespace Judger.Core.Prompts.Templates.Values;

/// <summary>What a template knows of the loop that it is in.</summary>
/// <param name="items">What the loop goes over.</param>
/// <param name="depth">How many recursive loops are around it.</param>
/// <param name="recurse">Goes over other items within it; null where the loop is not recursive.</param>
internal sealed class LoopValue(IReadOnlyList<object?> items, int depth, Func<object?, object?>? recurse)
{
    private object?[]? _last;

    /// <summary>The place of the current item, from 0.</summary>
    public int Index { get; set; }

    public int Depth => depth;

    public object? Call(TemplateRun run, CallArguments arguments)
    {
        if (recurse is null) throw run.Error("the loop is not recursive and cannot be called");
        return recurse(arguments.Take("loop", "iterable").Require(0));
    }

    public object? Member(TemplateRun run, string name) => name switch
    {
        "index" => Index + 1L,
        "index0" => (long)Index,
        "revindex" => (long)items.Count - Index,
        "revindex0" => items.Count - Index - 1L,
        "first" => Index == 0,
        "last" => Index == items.Count - 1,
        "length" => (long)items.Count,
        "depth" => depth + 1L,
        "depth0" => (long)depth,
        "previtem" => Index > 0 ? items[Index - 1] : new UndefinedValue("loop.previtem"),
        "nextitem" => Index + 1 < items.Count ? items[Index + 1] : new UndefinedValue("loop.nextitem"),
        "cycle" => new CallableValue("cycle", arguments => arguments.Positional.Count > 0
            ? arguments.Positional[Index % arguments.Positional.Count]
            : throw run.Error("cycle has nothing to choose from")),
        "changed" => new CallableValue("changed", arguments => Changed(run, [.. arguments.Positional])),
        _ => new UndefinedValue($"loop.{name}"),
    };

    private bool Changed(TemplateRun run, object?[] values)
    {
        if (_last is { } last && last.Length == values.Length && last.Zip(values).All(pair => Operators.AreEqual(run, pair.First, pair.Second))) return false;
        _last = values;
        return true;
    }
}
