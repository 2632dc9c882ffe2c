using Judger.Cli.Commands;
using Judger.Cli.Files;

namespace Judger.Cli.Judging;

/// <summary>Reads the input of <c>judger judge</c>.</summary>
internal static class JudgeInput
{
    /// <summary>
    /// The lines from <paramref name="start"/> (from 0, included) to <paramref name="end"/> (excluded; -1 for all). Empty lines are counted but not judged.
    /// </summary>
    /// <exception cref="CliException">The file cannot be read, or the range is empty.</exception>
    public static IReadOnlyList<JudgeLine> Read(string path, int start, int end)
    {
        if (end != -1 && end < start) throw new CliException($"--end-idx {end} lies before --start-idx {start}; give -1 for all.");
        return [.. TextLines.Read(path).Skip(start).Take(end == -1 ? int.MaxValue : end - start).Where(line => !line.IsBlank).Select(JudgeLine.Parse)];
    }
}
