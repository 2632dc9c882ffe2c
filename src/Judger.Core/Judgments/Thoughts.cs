using System.Text.RegularExpressions;

namespace Judger.Core.Judgments;

/// <summary>Separates what a reasoning model says from the thoughts that it writes before.</summary>
/// <remarks>
/// Thoughts weigh both sides, so a verdict inside them is not the model's. The tags are those of DeepSeek and Qwen (think), Mistral ([THINK]), Kimi
/// (◁think▷), Cohere (START_THINKING), Sky-T1 (begin_of_thought) and OpenAI's harmony format (the channels analysis and final).
/// </remarks>
public static partial class Thoughts
{
    /// <summary>
    /// What follows the thoughts; the text itself where it has none. Chat templates often write the opening tag, so a closing tag alone ends thoughts too.
    /// Thoughts that never end leave nothing: the model had not decided yet.
    /// </summary>
    public static string Remove(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var start = 0;
        foreach (var end in End().EnumerateMatches(text)) start = end.Index + end.Length;
        var reply = text.AsSpan(start).Trim();
        return Begin().IsMatch(reply) ? "" : reply.ToString();
    }

    [GeneratedRegex("""
        < \s* (?: think | thinking | thoughts? | reasoning | reflection | scratchpad ) (?: \s [^<>]{0,80} )? >
        | \[THINK\] | ◁ \s* think \s* ▷ | <\|START_THINKING\|> | <\|begin_of_thought\|> | <\|channel\|> \s* (?: analysis | commentary )
        """, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Begin();

    [GeneratedRegex("""
        < \s* / \s* (?: think | thinking | thoughts? | reasoning | reflection | scratchpad ) \s* >
        | \[/THINK\] | ◁ \s* / \s* think \s* ▷ | <\|END_THINKING\|> | <\|end_of_thought\|> | <\|channel\|> \s* final (?: \s* <\|message\|> )?
        """, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex End();
}
