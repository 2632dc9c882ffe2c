using System.Runtime.ExceptionServices;
using Judger.Core.Prompts.Templates.Values;

namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>Filters that take or make lists.</summary>
internal static class ListFilters
{
    public static IReadOnlyDictionary<string, Func<object?, CallArguments, object?>> All { get; } =
        new Dictionary<string, Func<object?, CallArguments, object?>>(StringComparer.Ordinal)
        {
            ["length"] = (value, arguments) => Sequences.Length(arguments.Run, value),
            ["count"] = (value, arguments) => Sequences.Length(arguments.Run, value),
            ["list"] = (value, arguments) => new ListValue(Items(value, arguments.Take("list"))),
            ["first"] = (value, arguments) => Items(value, arguments.Take("first")) is [var first, ..] ? first : new UndefinedValue("first item"),
            ["last"] = (value, arguments) => Items(value, arguments.Take("last")) is [.., var last] ? last : new UndefinedValue("last item"),
            ["items"] = (value, arguments) => value switch
            {
                MapValue map => Members.Items(arguments.Run, map),
                UndefinedValue => ListValue.Of(),
                _ => throw arguments.Run.Error($"{Words.Of(value)} has no items with keys"),
            },
            ["join"] = Join,
            ["map"] = Map,
            ["select"] = (value, arguments) => Select(value, arguments, hasMember: false, wanted: true),
            ["reject"] = (value, arguments) => Select(value, arguments, hasMember: false, wanted: false),
            ["selectattr"] = (value, arguments) => Select(value, arguments, hasMember: true, wanted: true),
            ["rejectattr"] = (value, arguments) => Select(value, arguments, hasMember: true, wanted: false),
            ["reverse"] = (value, arguments) => value is MarkedText text
                ? Sequences.Slice(arguments.Run, text, null, null, -1L)
                : ListValue.Of(Items(value, arguments.Take("reverse")).Reverse()),
            ["sort"] = (value, arguments) => Sort(Items(value, arguments.Take("sort", "reverse", "case_sensitive", "attribute")), arguments),
            ["unique"] = (value, arguments) => Unique(Items(value, arguments.Take("unique", "case_sensitive", "attribute")), arguments),
            ["min"] = (value, arguments) => Extreme(Items(value, arguments.Take("min", "case_sensitive", "attribute")), arguments, sign: 1),
            ["max"] = (value, arguments) => Extreme(Items(value, arguments.Take("max", "case_sensitive", "attribute")), arguments, sign: -1),
            ["sum"] = (value, arguments) => Items(value, arguments.Take("sum", "attribute", "start"))
                .Aggregate(arguments.Get(1, 0L), (sum, item) => Operators.Apply(arguments.Run, "+", sum, By(arguments.Get(0), item, arguments.Run))),
            ["dictsort"] = DictSort,
            ["groupby"] = GroupBy,
            ["batch"] = Batch,
            ["slice"] = Slice,
        };

    private static IReadOnlyList<object?> Items(object? value, CallArguments arguments) => Sequences.Items(arguments.Run, value);

    private static object? By(object? member, object? item, TemplateRun run) => member is null ? item : Filters.MemberOf(run, item, member);

    private static MarkedText Join(object? value, CallArguments arguments)
    {
        var items = Items(value, arguments.Take("join", "d", "attribute"));
        var between = Written.Of(arguments.Run, arguments.Get(0, MarkedText.Empty));
        return TextMethods.Join(arguments.Run, between, [.. items.Select(item => By(arguments.Get(1), item, arguments.Run))], isStrict: false);
    }

    private static ListValue Map(object? value, CallArguments arguments)
    {
        var run = arguments.Run;
        if (arguments.Positional is [var name, ..])
        {
            if (name is not MarkedText filter) throw run.Error("map needs the name of a filter");
            var others = arguments.Skip(1);
            return ListValue.Of(Items(value, arguments).Select(item => Filters.Apply(filter.Value, item, others)));
        }

        arguments.Take("map", "attribute", "default");
        var member = arguments.Require(0);
        return ListValue.Of(Items(value, arguments).Select(item =>
        {
            run.Step();
            var found = Filters.MemberOf(run, item, member);
            return found is UndefinedValue ? arguments.Get(1, found) : found;
        }));
    }

    private static ListValue Select(object? value, CallArguments arguments, bool hasMember, bool wanted)
    {
        var run = arguments.Run;
        var names = arguments.Positional;
        if (hasMember && names.Count == 0) throw run.Error("the name of a member is missing");
        var member = hasMember ? names[0] : null;
        var test = names.ElementAtOrDefault(hasMember ? 1 : 0);
        if (test is not null and not MarkedText) throw run.Error("the name of a test is not a text");
        var others = arguments.Skip(hasMember ? 2 : 1);
        return ListValue.Of(Items(value, arguments).Where(item =>
        {
            run.Step();
            var tested = By(member, item, run);
            return wanted == (test is MarkedText name ? Tests.Passes(name.Value, tested, others) : Operators.IsTrue(tested));
        }));
    }

    private static ListValue Sort(IReadOnlyList<object?> items, CallArguments arguments)
    {
        var (run, members) = (arguments.Run, arguments.Get(2) as MarkedText);
        var order = Comparer<object?>.Create((left, right) => Operators.Compare(run, left, right));
        var keyed = items.Select(item => (Item: item, Key: Key(item))).ToList();
        try
        {
            var sorted = arguments.Flag(0) ? keyed.OrderByDescending(pair => pair.Key, order) : keyed.OrderBy(pair => pair.Key, order);
            return ListValue.Of(sorted.Select(pair => pair.Item));
        }
        catch (InvalidOperationException e) when (e.InnerException is TemplateException inner)
        {
            // What sorts puts every error of a comparison into another one.
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }

        object? Key(object? item)
        {
            run.Step();
            if (members?.Value.Contains(',', StringComparison.Ordinal) != true) return Cased(By(arguments.Get(2), item, run));
            return new ListValue([.. members.Value.Split(',').Select(member => Cased(Filters.MemberOf(run, item, MarkedText.Of(member))))]);
        }

        object? Cased(object? key) => arguments.Flag(1) ? key : Filters.WithoutCase(run, key);
    }

    private static ListValue Unique(IReadOnlyList<object?> items, CallArguments arguments)
    {
        var (run, seen, unique) = (arguments.Run, new List<object?>(), new List<object?>());
        foreach (var item in items)
        {
            var key = By(arguments.Get(1), item, run);
            if (!arguments.Flag(0)) key = Filters.WithoutCase(run, key);
            if (seen.Any(other => Operators.AreEqual(run, other, key))) continue;
            seen.Add(key);
            unique.Add(item);
        }

        return new(unique);
    }

    private static object? Extreme(IReadOnlyList<object?> items, CallArguments arguments, int sign)
    {
        if (items.Count == 0) return new UndefinedValue("item of an empty list");
        var run = arguments.Run;
        return items.Aggregate((best, item) => sign * Operators.Compare(run, Key(item), Key(best)) < 0 ? item : best);

        object? Key(object? item) => By(arguments.Get(1), item, run) is var key && arguments.Flag(0) ? key : Filters.WithoutCase(run, key);
    }

    private static ListValue DictSort(object? value, CallArguments arguments)
    {
        var run = arguments.Take("dictsort", "case_sensitive", "by", "reverse").Run;
        if (value is not MapValue map) throw run.Error($"{Words.Of(value)} is not a map");
        var place = arguments.Text(1, "key").Value switch
        {
            "key" => 0L,
            "value" => 1L,
            _ => throw run.Error("dictsort sorts by key or value"),
        };
        var sort = new CallArguments(run, [arguments.Get(2, false), arguments.Get(0, false), place], []).Take("sort", "reverse", "case_sensitive", "attribute");
        return Sort(Members.Items(run, map).Items, sort);
    }

    private static ListValue GroupBy(object? value, CallArguments arguments)
    {
        var run = arguments.Take("groupby", "attribute", "default", "case_sensitive").Run;
        var member = arguments.Require(0);
        var sort = new CallArguments(run, [false, arguments.Flag(2), member], []).Take("sort", "reverse", "case_sensitive", "attribute");
        var groups = new List<(object? Key, List<object?> Items)>();
        foreach (var item in Sort(Items(value, arguments), sort).Items)
        {
            var key = By(member, item, run);
            if (key is UndefinedValue) key = arguments.Get(1, key);
            if (groups.Count == 0 || !Operators.AreEqual(run, Key(groups[^1].Key), Key(key))) groups.Add((key, []));
            groups[^1].Items.Add(item);
        }

        return ListValue.Of(groups.Select(group => ListValue.Tuple(group.Key, new ListValue(group.Items))));

        object? Key(object? key) => arguments.Flag(2) ? key : Filters.WithoutCase(run, key);
    }

    private static ListValue Batch(object? value, CallArguments arguments)
    {
        var items = Items(value, arguments.Take("batch", "linecount", "fill_with"));
        var size = Size(arguments, items.Count);
        return ListValue.Of(items.Chunk(size).Select(chunk => new ListValue(
            [.. chunk, .. arguments.Get(1) is { } fill ? Enumerable.Repeat<object?>(fill, size - chunk.Length) : []])));
    }

    private static ListValue Slice(object? value, CallArguments arguments)
    {
        var items = Items(value, arguments.Take("slice", "slices", "fill_with"));
        var slices = Size(arguments, int.MaxValue);
        arguments.Run.Step(slices);
        var (each, more, from) = (items.Count / slices, items.Count % slices, 0);
        return ListValue.Of(Enumerable.Range(0, slices).Select(slice =>
        {
            var count = each + (slice < more ? 1 : 0);
            List<object?> part = [.. items.Skip(from).Take(count)];
            from += count;
            if (arguments.Get(1) is { } fill && more > 0 && slice >= more) part.Add(fill);
            return new ListValue(part);
        }).ToList());
    }

    private static int Size(CallArguments arguments, int most)
    {
        var size = arguments.Integer(0);
        if (size < 1) throw arguments.Run.Error("a list is cut into parts of at least one item");
        if (arguments.Get(1) is null) return (int)Math.Min(size, Math.Max(1, most));
        arguments.Run.Step(size);
        return (int)size;
    }
}
