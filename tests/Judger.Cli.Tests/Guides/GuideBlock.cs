using System.Text.RegularExpressions;

namespace Judger.Cli.Tests.Guides;

/// <summary>A block of a guide: commands with what they print, or a program.</summary>
/// <param name="Language">The language that stands behind its fence; empty for commands.</param>
/// <param name="Commands">The commands, each with the lines that the guide says it prints; empty for a program.</param>
/// <param name="NotRunBecause">Why the block is marked as one that is not run here; null for one that is run, or that no test runs anyway.</param>
/// <param name="FirstLine">Its first line.</param>
internal sealed partial record GuideBlock(string Language, IReadOnlyList<GuideCommand> Commands, string? NotRunBecause, string FirstLine)
{
    private const string Prompt = "$ ";
    private const string Fence = "```";

    /// <summary>
    /// The blocks of a page, in order. A command stands behind "$ " and goes on behind a backslash or to the end of its here-document; what follows is output.
    /// A comment directly above a block marks it. Blocks in a language show files and programs, not commands.
    /// </summary>
    public static IEnumerable<GuideBlock> Of(IReadOnlyList<string> lines)
    {
        for (var at = 0; at < lines.Count; at++)
        {
            if (!lines[at].StartsWith(Fence, StringComparison.Ordinal)) continue;
            var begin = at + 1;
            var end = begin;
            while (!lines[end].StartsWith(Fence, StringComparison.Ordinal)) end++;
            var mark = at > 0 ? Mark().Match(lines[at - 1]) : Match.Empty;
            var language = lines[at][Fence.Length..];
            IReadOnlyList<GuideCommand> commands = language.Length == 0 ? [.. CommandsOf([.. lines.Take(end).Skip(begin)])] : [];
            var first = commands.Count > 0 ? commands[0].Text : lines[begin];
            yield return new(language, commands, mark.Success ? mark.Groups["reason"].Value : null, first);
            at = end;
        }
    }

    private static IEnumerable<GuideCommand> CommandsOf(string[] lines)
    {
        for (var at = 0; at < lines.Length;)
        {
            if (!lines[at].StartsWith(Prompt, StringComparison.Ordinal))
            {
                // Before a command there is no output of one.
                yield return new(lines[at++], [], IsPrompted: false);
                continue;
            }

            var command = new List<string> { lines[at++][Prompt.Length..] };
            while (command[^1].EndsWith('\\')) command.Add(lines[at++]);
            if (HereDocument().Match(command[^1]) is { Success: true } document)
            {
                do command.Add(lines[at]);
                while (lines[at++] != document.Groups["end"].Value);
            }

            var output = lines.Skip(at).TakeWhile(line => !line.StartsWith(Prompt, StringComparison.Ordinal)).ToList();
            at += output.Count;
            yield return new(string.Join('\n', command), [.. output.Where(line => line.Length > 0)]);
        }
    }

    [GeneratedRegex("^<!-- not run by the tests: (?<reason>.+) -->$")]
    private static partial Regex Mark();

    [GeneratedRegex(@"<<'?(?<end>[A-Z]+)\b")]
    private static partial Regex HereDocument();
}
