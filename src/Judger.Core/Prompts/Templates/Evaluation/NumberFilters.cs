using System.Globalization;
using Judger.Core.Prompts.Templates.Values;

namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>Filters that make numbers, and those that take any value.</summary>
internal static class NumberFilters
{
    public static IReadOnlyDictionary<string, Func<object?, CallArguments, object?>> All { get; } =
        new Dictionary<string, Func<object?, CallArguments, object?>>(StringComparer.Ordinal)
        {
            ["abs"] = (value, arguments) => value is double real ? Math.Abs(real)
                : Operators.Compare(arguments.Run, value, 0L) < 0 ? Operators.Negate(arguments.Run, "-", value) : Operators.Negate(arguments.Run, "+", value),
            ["int"] = (value, arguments) => Integer(value, arguments.Take("int", "default", "base")),
            ["float"] = (value, arguments) => (object?)Float(value) ?? arguments.Take("float", "default").Get(0, 0.0),
            ["round"] = (value, arguments) => Round(value, arguments.Take("round", "precision", "method")),
            ["default"] = Default,
            ["d"] = Default,
            ["attr"] = (value, arguments) => Members.Member(arguments.Run, value, arguments.Take("attr", "name").Text(0).Value),
            ["tojson"] = (value, arguments) =>
                Written.Json(arguments.Run, value, Style(arguments.Take("tojson", "ensure_ascii", "indent", "separators", "sort_keys"))),
        };

    private static object? Default(object? value, CallArguments arguments)
    {
        arguments.Take("default", "default_value", "boolean");
        return value is UndefinedValue || (arguments.Flag(1) && !Operators.IsTrue(value)) ? arguments.Get(0, MarkedText.Empty) : value;
    }

    private static object? Integer(object? value, CallArguments arguments)
    {
        var otherwise = arguments.Get(0, 0L);
        if (Numbers.TryGetInteger(value, out var integer)) return integer;
        if (value is MarkedText text)
        {
            arguments.Run.Look(text.Length);
            var (digits, numberBase) = (text.Value.Trim().Replace("_", "", StringComparison.Ordinal), arguments.Integer(1, 10));
            if (numberBase is 2 or 8 or 16) return (object?)Based(digits, (int)numberBase) ?? otherwise;
            if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out integer)) return integer;
        }

        return Float(value) is { } number && Math.Abs(number) < long.MaxValue ? (long)number : otherwise;
    }

    private static long? Based(string digits, int numberBase)
    {
        try
        {
            return Convert.ToInt64(digits, numberBase);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            return null;
        }
    }

    private static double? Float(object? value)
    {
        if (Numbers.TryGet(value, out var number)) return number;
        return value is MarkedText text && double.TryParse(text.Value.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out number) ? number : null;
    }

    private static object Round(object? value, CallArguments arguments)
    {
        var run = arguments.Run;
        if (!Numbers.TryGet(value, out var number)) throw run.Error($"{Words.Of(value)} cannot be rounded");
        var precision = arguments.Integer(0, 0);
        if (precision is < -300 or > 300) throw run.Error("a number is rounded to at most 300 digits");
        var method = arguments.Text(1, "common").Value;
        var scale = Math.Pow(10, precision);
        return method switch
        {
            "common" when Numbers.TryGetInteger(value, out var integer) && precision >= 0 => (object)integer,
            "common" => precision is >= 0 and <= 15 ? Math.Round(number, (int)precision, MidpointRounding.ToEven) : Math.Round(number * scale) / scale,
            "ceil" => Math.Ceiling(number * scale) / scale,
            "floor" => Math.Floor(number * scale) / scale,
            _ => throw run.Error($"a number is rounded common, ceil or floor, and not {method}"),
        };
    }

    private static JsonStyle Style(CallArguments arguments)
    {
        const int deepest = 64;
        var run = arguments.Run;
        var indent = arguments.Get(1) switch
        {
            null => null,
            MarkedText text => text.Value,
            long count when count <= deepest => new string(' ', (int)Math.Max(0, count)),
            _ => throw run.Error($"an indent is a text or at most {deepest} blanks"),
        };
        if (arguments.Get(2) is not { } separators) return new(indent, indent is null ? ", " : ",", ": ", arguments.Flag(3), arguments.Flag(0));
        return separators is ListValue { Items: [MarkedText item, MarkedText key] }
            ? new(indent, item.Value, key.Value, arguments.Flag(3), arguments.Flag(0))
            : throw run.Error("separators are two texts");
    }
}
