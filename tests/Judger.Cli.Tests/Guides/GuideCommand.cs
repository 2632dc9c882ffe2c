using System.Text;
using System.Text.RegularExpressions;

namespace Judger.Cli.Tests.Guides;

/// <summary>A command of a guide.</summary>
/// <param name="Text">What is typed.</param>
/// <param name="Output">The lines that the guide says it prints: exactly these, or none to say nothing about them. Two dots stand for anything.</param>
/// <param name="IsPrompted">False for a line that stands where a command should and has no prompt.</param>
internal sealed partial record GuideCommand(string Text, IReadOnlyList<string> Output, bool IsPrompted = true)
{
    /// <summary>Whether it starts a silo, which runs beside the commands after it.</summary>
    public bool Serves => Text.StartsWith("judger serve", StringComparison.Ordinal) && !Text.Contains("--check", StringComparison.Ordinal);

    /// <summary>A program of the repository is run as it is built; the guides show how to build and run it.</summary>
    public string Runnable => FromSource().Replace(Text, "judger");

    /// <summary>Whether a line is one that the guide shows. Times differ from run to run.</summary>
    public static bool IsSame(string shown, string printed)
    {
        var pattern = new StringBuilder("^");
        foreach (var part in Plain(shown).Split(".."))
            pattern.Append(pattern.Length > 1 ? ".*" : "").Append(Regex.Escape(part));
        return Regex.IsMatch(Plain(printed), pattern.Append('$').ToString());
    }

    private static string Plain(string line) => Spaces().Replace(Time().Replace(line, "# "), " ").Trim();

    [GeneratedRegex(@"\b\d+(?:\.\d+)? (?=(?:ms|s)\b)")]
    private static partial Regex Time();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();

    [GeneratedRegex("^dotnet run (?:-c Release )?--project src/Judger.Cli --")]
    private static partial Regex FromSource();
}
