using Judger.Core.Prompts.Templates.Values;

namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>Members and items of values. What Python keeps to itself, and what would change a value, is refused as in Jinja's immutable sandbox.</summary>
internal static class Members
{
    private static readonly string[] Changing =
        ["append", "clear", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault", "sort", "update", "add", "discard"];

    /// <summary><c>value.name</c>: a method, then an entry of a map.</summary>
    public static object? Member(TemplateRun run, object? value, string name) => value switch
    {
        UndefinedValue undefined => throw run.Error($"'{undefined.Name}' is undefined"),
        _ when Method(run, value, name) is { } method => method,
        MapValue map when map.TryGet(MarkedText.Of(name), out var entry) => entry,
        NamespaceValue space when space.Members.TryGetValue(name, out var member) => member,
        LoopValue loop => loop.Member(run, name),
        _ when name.StartsWith('_') => throw run.Error($"the member '{name}' is not allowed"),
        _ => new UndefinedValue(name),
    };

    /// <summary><c>value[key]</c>: an entry or an item, then a method.</summary>
    public static object? Item(TemplateRun run, object? value, object? key)
    {
        run.Step();
        if (value is UndefinedValue undefined) throw run.Error($"'{undefined.Name}' is undefined");
        if (value is MapValue map && MapValue.IsKey(key) && map.TryGet(key, out var entry)) return entry;
        if (value is ListValue or MarkedText && Numbers.TryGetInteger(key, out var place))
            return Sequences.At(run, value, place, out var isThere) is var item && isThere ? item : new UndefinedValue($"{place}");
        return key is MarkedText name ? Member(run, value, name.Value) : new UndefinedValue(Words.Of(key));
    }

    private static CallableValue? Method(TemplateRun run, object? value, string name)
    {
        if (value is ListValue or MapValue && Changing.Contains(name) && !(value is MapValue map && map.TryGet(MarkedText.Of(name), out _)))
            return new(name, _ => throw run.Error($"{Words.Of(value)} cannot be changed by '{name}'"));
        return value switch
        {
            MarkedText text => TextMethods.Of(text, name),
            ListValue list => ListMethod(list, name),
            MapValue of => MapMethod(of, name),
            _ => null,
        };
    }

    private static CallableValue? ListMethod(ListValue list, string name) => name switch
    {
        "index" => new(name, arguments =>
        {
            var wanted = arguments.Take(name, "value").Require(0);
            for (var i = 0; i < list.Items.Count; i++)
            {
                if (Operators.AreEqual(arguments.Run, list.Items[i], wanted)) return (long)i;
            }

            throw arguments.Run.Error("the list does not have the value that is looked for");
        }),
        "count" => new(name, arguments =>
        {
            var wanted = arguments.Take(name, "value").Require(0);
            return list.Items.LongCount(item => Operators.AreEqual(arguments.Run, item, wanted));
        }),
        "copy" when !list.IsTuple => new(name, _ => list),
        _ => null,
    };

    private static CallableValue? MapMethod(MapValue map, string name) => name switch
    {
        "get" => new(name, arguments =>
        {
            var key = arguments.Take(name, "key", "default").Require(0);
            arguments.Run.Step();
            return MapValue.IsKey(key) && map.TryGet(key, out var value) ? value : arguments.Get(1);
        }),
        "items" => new(name, arguments => Items(arguments.Take(name).Run, map)),
        "keys" => new(name, arguments => new ListValue(Sequences.Items(arguments.Take(name).Run, map))),
        "values" => new(name, arguments =>
        {
            arguments.Take(name).Run.Step(map.Count);
            return ListValue.Of(map.Entries.Select(entry => entry.Value));
        }),
        "copy" => new(name, _ => map),
        _ => null,
    };

    /// <summary>Keys and values as tuples.</summary>
    public static ListValue Items(TemplateRun run, MapValue map)
    {
        run.Step(map.Count);
        return ListValue.Of(map.Entries.Select(entry => ListValue.Tuple(entry.Key, entry.Value)));
    }
}
