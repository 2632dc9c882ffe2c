using Judger.Core.Prompts.Templates.Values;

namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>Lists, and what can be gone over or cut like one. A text is one of whole characters, as in Python.</summary>
internal static class Sequences
{
    /// <summary>The items of a value; nothing of what is undefined.</summary>
    public static IReadOnlyList<object?> Items(TemplateRun run, object? value)
    {
        switch (value)
        {
            case ListValue list:
                return list.Items;
            case MapValue map:
                run.Step(map.Count);
                return [.. map.Entries.Select(entry => entry.Key)];
            case MarkedText text:
                run.Step(text.Length);
                run.Make(text.Length);
                var starts = Starts(text);
                return [.. Enumerable.Range(0, starts.Count - 1).Select(i => (object?)text.Slice(starts[i], starts[i + 1] - starts[i]))];
            case UndefinedValue:
                return [];
            default:
                throw run.Error($"{Words.Of(value)} cannot be gone over");
        }
    }

    public static long Length(TemplateRun run, object? value)
    {
        switch (value)
        {
            case MarkedText text:
                run.Look(text.Length);
                return HasPairs(text) ? Starts(text).Count - 1 : text.Length;
            case MapValue map: return map.Count;
            case ListValue list: return list.Items.Count;
            case UndefinedValue: return 0;
            default: throw run.Error($"{Words.Of(value)} has no length");
        }
    }

    /// <summary>The item at a place, counted from the end where it is negative; null where there is none.</summary>
    public static object? At(TemplateRun run, object? value, long index, out bool isThere)
    {
        var length = Length(run, value);
        var at = index < 0 ? index + length : index;
        isThere = at >= 0 && at < length;
        if (!isThere) return null;
        if (value is ListValue list) return list.Items[(int)at];
        var text = (MarkedText)value!;
        if (!HasPairs(text)) return text.Slice((int)at, 1);
        var starts = Starts(text);
        return text.Slice(starts[(int)at], starts[(int)at + 1] - starts[(int)at]);
    }

    public static object Slice(TemplateRun run, object? value, object? begin, object? end, object? step)
    {
        if (value is not (ListValue or MarkedText)) throw run.Error($"{Words.Of(value)} cannot be cut");
        var by = step is null ? 1 : Whole(run, step);
        if (by == 0) throw run.Error("a cut has steps of zero");
        var length = Length(run, value);
        var from = Limit(begin is null ? (by > 0 ? 0 : length - 1) : Whole(run, begin), begin is null);
        var to = Limit(end is null ? (by > 0 ? length : -1) : Whole(run, end), end is null);
        if (value is MarkedText whole && by == 1)
        {
            run.Make(Math.Max(0, to - from));
            if (to <= from) return MarkedText.Empty;
            if (!HasPairs(whole)) return whole.Slice((int)from, (int)(to - from));
            var places = Starts(whole);
            return whole.Slice(places[(int)from], places[(int)to] - places[(int)from]);
        }

        var indices = new List<int>();
        for (var at = from; by > 0 ? at < to : at > to;)
        {
            run.Step();
            indices.Add((int)at);
            if (by > 0 ? by >= to - at : by <= to - at) break;
            at += by;
        }

        if (value is ListValue list) return new ListValue([.. indices.Select(index => list.Items[index])], list.IsTuple);
        var (text, starts) = ((MarkedText)value, Starts((MarkedText)value));
        run.Make(text.Length);
        var cut = new MarkedTextBuilder();
        foreach (var index in indices) cut.Append(text.Slice(starts[index], starts[index + 1] - starts[index]));
        return cut.ToText();

        long Limit(long place, bool isDefault)
        {
            if (isDefault) return place;
            if (place < 0) place += length;
            return by > 0 ? Math.Clamp(place, 0, length) : Math.Clamp(place, -1, length - 1);
        }
    }

    private static long Whole(TemplateRun run, object? value) =>
        Numbers.TryGetInteger(value, out var number) ? number : throw run.Error($"{Words.Of(value)} is not a place in a list");

    private static bool HasPairs(MarkedText text) => text.Value.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0;

    // Where each character begins, and the end.
    private static List<int> Starts(MarkedText text)
    {
        var starts = new List<int>(text.Length + 1);
        for (var at = 0; at < text.Length; at++)
        {
            starts.Add(at);
            if (char.IsHighSurrogate(text.Value[at]) && at + 1 < text.Length && char.IsLowSurrogate(text.Value[at + 1])) at++;
        }

        starts.Add(text.Length);
        return starts;
    }
}
