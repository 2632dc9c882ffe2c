using Judger.Core.Prompts.Templates.Values;

namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>Jinja's tests, behind <c>is</c>.</summary>
internal static class Tests
{
    private static readonly Dictionary<string, Func<object?, CallArguments, bool>> ByName = new(StringComparer.Ordinal)
    {
        ["defined"] = (value, _) => value is not UndefinedValue,
        ["undefined"] = (value, _) => value is UndefinedValue,
        ["none"] = (value, _) => value is null,
        ["boolean"] = (value, _) => value is bool,
        ["true"] = (value, _) => value is true,
        ["false"] = (value, _) => value is false,
        ["integer"] = (value, _) => value is long,
        ["float"] = (value, _) => value is double,
        ["number"] = (value, _) => Numbers.TryGet(value, out double _),
        ["string"] = (value, _) => value is MarkedText,
        ["mapping"] = (value, _) => value is MapValue,
        ["iterable"] = (value, _) => value is MarkedText or ListValue or MapValue or UndefinedValue,
        ["sequence"] = (value, _) => value is MarkedText or ListValue or MapValue or UndefinedValue,
        ["callable"] = (value, _) => value is CallableValue or LoopValue,
        ["lower"] = (value, arguments) => Written.Of(arguments.Run, value) is var text && text.Value.Any(char.IsLower) && !text.Value.Any(char.IsUpper),
        ["upper"] = (value, arguments) => Written.Of(arguments.Run, value) is var text && text.Value.Any(char.IsUpper) && !text.Value.Any(char.IsLower),
        ["escaped"] = (_, _) => false,
        ["filter"] = (value, _) => value is MarkedText name && Filters.Knows(name.Value),
        ["test"] = (value, _) => value is MarkedText name && Knows(name.Value),
        ["odd"] = (value, arguments) => Operators.AreEqual(arguments.Run, Operators.Apply(arguments.Run, "%", value, 2L), 1L),
        ["even"] = (value, arguments) => Operators.AreEqual(arguments.Run, Operators.Apply(arguments.Run, "%", value, 2L), 0L),
        ["divisibleby"] = (value, arguments) =>
            Operators.AreEqual(arguments.Run, Operators.Apply(arguments.Run, "%", value, arguments.Take("divisibleby", "num").Require(0)), 0L),
        ["sameas"] = (value, arguments) => Same(value, arguments.Take("sameas", "other").Require(0)),
        ["in"] = (value, arguments) => Operators.Contains(arguments.Run, arguments.Take("in", "seq").Require(0), value),
        ["eq"] = (value, arguments) => Operators.AreEqual(arguments.Run, value, Other(arguments)),
        ["ne"] = (value, arguments) => !Operators.AreEqual(arguments.Run, value, Other(arguments)),
        ["lt"] = (value, arguments) => Operators.Compare(arguments.Run, value, Other(arguments)) < 0,
        ["le"] = (value, arguments) => Operators.Compare(arguments.Run, value, Other(arguments)) <= 0,
        ["gt"] = (value, arguments) => Operators.Compare(arguments.Run, value, Other(arguments)) > 0,
        ["ge"] = (value, arguments) => Operators.Compare(arguments.Run, value, Other(arguments)) >= 0,
    };

    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        ["equalto"] = "eq",
        ["=="] = "eq",
        ["!="] = "ne",
        ["<"] = "lt",
        ["lessthan"] = "lt",
        ["<="] = "le",
        [">"] = "gt",
        ["greaterthan"] = "gt",
        [">="] = "ge",
    };

    /// <summary>Whether there is a test of a name.</summary>
    public static bool Knows(string name) => ByName.ContainsKey(name) || OtherNames.ContainsKey(name);

    /// <summary>Whether a value passes a test.</summary>
    public static bool Passes(string name, object? value, CallArguments arguments)
    {
        arguments.Run.Step();
        return ByName.TryGetValue(OtherNames.GetValueOrDefault(name, name), out var test)
            ? test(value, arguments)
            : throw arguments.Run.Error($"there is no test '{name}'");
    }

    private static object? Other(CallArguments arguments) => arguments.Take("a comparison", "other").Require(0);

    private static bool Same(object? value, object? other) => (value, other) switch
    {
        (bool a, bool b) => a == b,
        (long a, long b) => a == b,
        (null, null) => true,
        _ => ReferenceEquals(value, other),
    };
}
