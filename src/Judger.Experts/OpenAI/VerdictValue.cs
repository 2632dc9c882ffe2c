using System.Text.Json;
using System.Text.RegularExpressions;

namespace Judger.Experts.OpenAI;

/// <summary>Reads the verdict in a JSON value.</summary>
internal static partial class VerdictValue
{
    /// <summary>The verdict, or null for a value that is not one.</summary>
    public static Verdict? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => Verdict.Correct,
        JsonValueKind.False => Verdict.Incorrect,
        JsonValueKind.String => Read(value.GetString()!),
        _ => null,
    };

    private static Verdict? Read(string text)
    {
        var match = Value().Match(text);
        if (!match.Success) return null;
        if (match.Groups["unable"].Success) return Verdict.Unable;
        if (match.Groups["almost"].Success) return Verdict.Incorrect;
        return match.Groups["right"].Success != match.Groups["not"].Success ? Verdict.Correct : Verdict.Incorrect;
    }

    // The whole value: "correct or incorrect" repeats the question.
    [GeneratedRegex("""
        ^ [\W_]* (?: (?:the\s+)? (?:response|answer|verdict) \s+ is [\W_]+ )?
        (?: (?<not> not ) [\W_]+ )? (?: (?<almost> partially|partly|half|almost|nearly|mostly ) [\W_]+ )?
        (?: (?<right> correct|right|accurate|true|accepted? ) | (?<wrong> incorrect|wrong|inaccurate|false|rejected? )
            | (?<unable> unable (?:[\W_]+to[\W_]+(?:tell|judge|determine))? | cannot[\W_]+tell | unknown|unsure|uncertain|undetermined ) )
        [\W_]* $
        """, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Value();
}
