using System.Text.RegularExpressions;

namespace Judger.Deploy.Tests.Support;

/// <summary>A .dockerignore file: the last line that matches a path or a folder above it decides (docs.docker.com/build/concepts/context).</summary>
internal sealed class IgnoreRules
{
    private readonly List<(Regex Pattern, bool IsIgnored)> _rules = [];

    public static IgnoreRules Read(string path)
    {
        var rules = new IgnoreRules();
        foreach (var line in File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var pattern = Regex.Escape(line.TrimStart('!'))
                .Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal)
                .Replace(@"\*", "[^/]*", StringComparison.Ordinal);
            rules._rules.Add((new($"^{pattern}(/.*)?$"), line[0] != '!'));
        }

        return rules;
    }

    public bool Ignores(string path) => _rules.LastOrDefault(rule => rule.Pattern.IsMatch(path)).IsIgnored;
}
