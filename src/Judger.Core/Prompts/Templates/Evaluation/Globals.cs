using System.Globalization;
using Judger.Core.Prompts.Templates.Values;

namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>The functions that every template can call: Jinja's, and those that transformers adds.</summary>
internal static class Globals
{
    // Of Jinja's sandbox.
    private const int LongestRange = 100_000;

    private static readonly Dictionary<string, Func<CallArguments, object?>> ByName = new(StringComparer.Ordinal)
    {
        ["range"] = Range,
        ["dict"] = Dictionary,
        ["namespace"] = Namespace,
        ["raise_exception"] = Raise,
        ["strftime_now"] = arguments => MarkedText.Of(Date(arguments.Run, arguments.Take("strftime_now", "format").Text(0).Value)),
        ["joiner"] = Joiner,
        ["cycler"] = arguments => throw arguments.Run.Error("'cycler' is not supported"),
        ["lipsum"] = arguments => throw arguments.Run.Error("'lipsum' is not supported"),
    };

    /// <summary>A function; null where there is none of that name.</summary>
    public static CallableValue? Of(string name) => ByName.TryGetValue(name, out var function) ? new(name, function) : null;

    private static MarkedText Raise(CallArguments arguments)
    {
        var message = Written.Of(arguments.Run, arguments.Take("raise_exception", "message").Require(0));
        throw arguments.Run.Error($"the template says: {message.Value}");
    }

    private static ListValue Range(CallArguments arguments)
    {
        arguments.Take("range", "start", "stop", "step");
        var run = arguments.Run;
        var (start, stop) = arguments.Has(1) ? (arguments.Integer(0), arguments.Integer(1)) : (0, arguments.Integer(0));
        var step = arguments.Integer(2, 1);
        if (step == 0) throw run.Error("a range has steps of zero");
        var count = step > 0 ? ((Int128)stop - start + step - 1) / step : ((Int128)start - stop - step - 1) / -(Int128)step;
        if (count > LongestRange) throw run.Error($"a range has more than {LongestRange} numbers");
        if (count <= 0) return ListValue.Of();
        run.Step((long)count);
        return ListValue.Of(Enumerable.Range(0, (int)count).Select(i => (object?)(start + (i * step))));
    }

    private static MapValue Dictionary(CallArguments arguments)
    {
        var (run, map) = (arguments.Run, new MapValue());
        if (arguments.Positional.Count > 1) throw run.Error("dict takes at most 1 argument");
        if (arguments.Positional is [var source])
        {
            foreach (var entry in source is MapValue given ? Members.Items(run, given).Items : Sequences.Items(run, source))
            {
                if (entry is not ListValue { Items: [var key, var value] } || !MapValue.IsKey(key)) throw run.Error("dict needs keys with values");
                map.Add(key, value);
            }
        }

        foreach (var (name, value) in arguments.Named) map.Add(MarkedText.Of(name), value);
        return map;
    }

    private static NamespaceValue Namespace(CallArguments arguments)
    {
        var space = new NamespaceValue();
        foreach (var (key, value) in Dictionary(arguments).Entries)
            space.Members[(key as MarkedText ?? throw arguments.Run.Error("the members of a namespace have names")).Value] = value;
        return space;
    }

    private static CallableValue Joiner(CallArguments arguments)
    {
        var (between, isUsed) = (arguments.Take("joiner", "sep").Text(0, ", "), false);
        return new CallableValue("joiner", _ =>
        {
            var text = isUsed ? between : MarkedText.Empty;
            isUsed = true;
            return text;
        });
    }

    private static string Date(TemplateRun run, string format)
    {
        // The longest part is the name of a month.
        run.Make(format.Length * 5L);
        var now = run.Time.GetLocalNow();
        var date = new System.Text.StringBuilder();
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] != '%' || at + 1 == format.Length)
            {
                date.Append(format[at]);
                continue;
            }

            var isShort = format[++at] == '-' && at + 1 < format.Length;
            if (isShort) at++;
            var part = format[at] switch
            {
                'd' => now.ToString("dd", CultureInfo.InvariantCulture),
                'e' => now.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
                'm' => now.ToString("MM", CultureInfo.InvariantCulture),
                'Y' => now.ToString("yyyy", CultureInfo.InvariantCulture),
                'y' => now.ToString("yy", CultureInfo.InvariantCulture),
                'b' or 'h' => now.ToString("MMM", CultureInfo.InvariantCulture),
                'B' => now.ToString("MMMM", CultureInfo.InvariantCulture),
                'a' => now.ToString("ddd", CultureInfo.InvariantCulture),
                'A' => now.ToString("dddd", CultureInfo.InvariantCulture),
                'H' => now.ToString("HH", CultureInfo.InvariantCulture),
                'I' => now.ToString("hh", CultureInfo.InvariantCulture),
                'M' => now.ToString("mm", CultureInfo.InvariantCulture),
                'S' => now.ToString("ss", CultureInfo.InvariantCulture),
                'p' => now.ToString("tt", CultureInfo.InvariantCulture),
                'j' => now.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
                'F' => now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                'T' => now.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
                '%' => "%",
                var other => throw run.Error($"the part %{other} of a date is not supported"),
            };
            date.Append(isShort && part.Length > 1 ? part.TrimStart('0') : part);
        }

        return date.ToString();
    }
}
