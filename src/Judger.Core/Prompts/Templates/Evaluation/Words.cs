using Judger.Core.Prompts.Templates.Values;

namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>What kind of value it is, for messages.</summary>
internal static class Words
{
    public static string Of(object? value) => value switch
    {
        null => "none",
        bool => "a boolean",
        long => "a whole number",
        double => "a number",
        MarkedText => "a text",
        ListValue { IsTuple: true } => "a tuple",
        ListValue => "a list",
        MapValue => "a map",
        UndefinedValue undefined => $"undefined ('{undefined.Name}')",
        NamespaceValue => "a namespace",
        LoopValue => "a loop",
        _ => "a function",
    };
}
