using Judger.Core.Prompts.Templates.Values;

namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>Python's operators, as far as templates have them.</summary>
internal static class Operators
{
    public static bool IsTrue(object? value) => value switch
    {
        null or UndefinedValue => false,
        bool flag => flag,
        long number => number != 0,
        double number => number != 0,
        MarkedText text => text.Length > 0,
        ListValue list => list.Items.Count > 0,
        MapValue map => map.Count > 0,
        _ => true,
    };

    public static bool AreEqual(TemplateRun run, object? left, object? right)
    {
        run.Enter();
        var areEqual = (left, right) switch
        {
            (MarkedText a, MarkedText b) => a.Length == b.Length && Looked(run, a.Length) && a.Equals(b),
            (ListValue a, ListValue b) => a.IsTuple == b.IsTuple && a.Items.Count == b.Items.Count
                && a.Items.Zip(b.Items).All(pair => AreEqual(run, pair.First, pair.Second)),
            (MapValue a, MapValue b) => a.Count == b.Count
                && a.Entries.All(entry => b.TryGet(entry.Key, out var other) && AreEqual(run, entry.Value, other)),
            (UndefinedValue, UndefinedValue) => true,
            (long a, long b) => a == b,
            _ => Numbers.TryGet(left, out var a) && Numbers.TryGet(right, out var b) ? a == b : ReferenceEquals(left, right),
        };
        run.Leave();
        return areEqual;
    }

    /// <summary>Below 0, 0 or above 0, as the left value is less, equal or more.</summary>
    public static int Compare(TemplateRun run, object? left, object? right)
    {
        run.Enter();
        var order = (left, right) switch
        {
            (MarkedText a, MarkedText b) when Looked(run, Math.Min(a.Length, b.Length)) => string.CompareOrdinal(a.Value, b.Value),
            (ListValue a, ListValue b) when a.IsTuple == b.IsTuple => CompareItems(run, a, b),
            (long a, long b) => a.CompareTo(b),
            _ when Numbers.TryGet(left, out var a) && Numbers.TryGet(right, out var b) => a.CompareTo(b),
            _ => throw run.Error($"{Words.Of(left)} and {Words.Of(right)} have no order"),
        };
        run.Leave();
        return order;
    }

    public static bool Contains(TemplateRun run, object? container, object? value)
    {
        switch (container)
        {
            case MarkedText text:
                if (value is not MarkedText part) throw run.Error($"{Words.Of(value)} cannot be looked for in a text");
                LookFor(run, text, part);
                return text.Value.Contains(part.Value, StringComparison.Ordinal);
            case MapValue map:
                run.Step();
                return MapValue.IsKey(value) && map.TryGet(value, out _);
            case UndefinedValue:
                return false;
            default:
                return Sequences.Items(run, container).Any(item => AreEqual(run, item, value));
        }
    }

    /// <summary>Counts what it takes at worst to look for a text within another one.</summary>
    public static void LookFor(TemplateRun run, MarkedText text, MarkedText part)
    {
        const int blocks = 256;
        run.Look(text.Length + (text.Length * (long)Math.Min(part.Length, Math.Max(0, text.Length - part.Length)) / blocks));
    }

    public static object? Apply(TemplateRun run, string operation, object? left, object? right)
    {
        if (left is UndefinedValue || right is UndefinedValue)
            throw run.Error($"'{(left as UndefinedValue ?? (UndefinedValue)right!).Name}' is undefined");
        try
        {
            return (operation, left, right) switch
            {
                ("+", MarkedText a, MarkedText b) => Texts.Join(run, a, b),
                ("+", ListValue a, ListValue b) when a.IsTuple == b.IsTuple => Joined(run, a, b),
                ("*", MarkedText text, _) when Numbers.TryGetInteger(right, out var times) => Texts.Repeat(run, text, times),
                ("*", _, MarkedText text) when Numbers.TryGetInteger(left, out var times) => Texts.Repeat(run, text, times),
                ("*", ListValue list, _) when Numbers.TryGetInteger(right, out var times) => Repeated(run, list, times),
                ("*", _, ListValue list) when Numbers.TryGetInteger(left, out var times) => Repeated(run, list, times),
                ("%", MarkedText format, _) => Formatting.Percent(run, format, right),
                _ => Calculate(run, operation, left, right),
            };
        }
        catch (OverflowException)
        {
            throw run.Error("the number is too large");
        }
    }

    public static object Negate(TemplateRun run, string operation, object? value)
    {
        if (Numbers.TryGetInteger(value, out var integer))
        {
            if (operation == "-" && integer == long.MinValue) throw run.Error("the number is too large");
            return operation == "+" ? integer : -integer;
        }

        if (value is double number) return operation == "+" ? number : -number;
        throw run.Error($"{Words.Of(value)} has no sign");
    }

    private static object Calculate(TemplateRun run, string operation, object? left, object? right)
    {
        if (Numbers.TryGetInteger(left, out var a) && Numbers.TryGetInteger(right, out var b) && operation != "/" && (operation != "**" || b >= 0))
            return Calculate(run, operation, a, b);
        if (!Numbers.TryGet(left, out var x) || !Numbers.TryGet(right, out var y))
            throw run.Error($"'{operation}' is not possible with {Words.Of(left)} and {Words.Of(right)}");
        if (operation is "/" or "//" or "%" && y == 0) throw run.Error("a number is divided by zero");
        return operation switch
        {
            "+" => x + y,
            "-" => x - y,
            "*" => x * y,
            "/" => x / y,
            "//" => Math.Floor(x / y),
            "%" => x - (y * Math.Floor(x / y)),
            _ => Math.Pow(x, y),
        };
    }

    private static long Calculate(TemplateRun run, string operation, long a, long b)
    {
        if (operation is "//" or "%" && b == 0) throw run.Error("a number is divided by zero");
        checked
        {
            return operation switch
            {
                "+" => a + b,
                "-" => a - b,
                "*" => a * b,
                "//" => (a / b) - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0),
                "%" => b == -1 ? 0 : ((a % b) + b) % b,
                _ => Power(a, b),
            };
        }
    }

    private static long Power(long number, long exponent)
    {
        if (number is 0 or 1) return exponent == 0 ? 1 : number;
        if (number == -1) return exponent % 2 == 0 ? 1 : -1;
        var power = 1L;
        for (; exponent > 0; exponent--) power = checked(power * number);
        return power;
    }

    private static ListValue Joined(TemplateRun run, ListValue left, ListValue right)
    {
        run.Step(left.Items.Count + right.Items.Count);
        return new([.. left.Items, .. right.Items], left.IsTuple);
    }

    private static ListValue Repeated(TemplateRun run, ListValue list, long times)
    {
        var count = (Int128)list.Items.Count * Math.Max(0, times);
        run.Step(count > long.MaxValue ? long.MaxValue : (long)count);
        var items = new object?[(int)count];
        for (var i = 0; i < items.Length; i++) items[i] = list.Items[i % list.Items.Count];
        return new(items, list.IsTuple);
    }

    private static int CompareItems(TemplateRun run, ListValue left, ListValue right)
    {
        foreach (var (a, b) in left.Items.Zip(right.Items))
        {
            if (!AreEqual(run, a, b)) return Compare(run, a, b);
        }

        return left.Items.Count.CompareTo(right.Items.Count);
    }

    private static bool Looked(TemplateRun run, int characters)
    {
        run.Look(characters);
        return true;
    }
}
