using System.Text.RegularExpressions;

namespace Judger.Cli.Tests.Guides;

/// <summary>README and the guides that the map in src/README.md names.</summary>
internal static partial class GuidePages
{
    private const string Map = "src/README.md";

    /// <summary>Their paths in the repository.</summary>
    public static IReadOnlyList<string> All { get; } = ["README.md", .. Guides()];

    /// <summary>The blocks of a page.</summary>
    public static IReadOnlyList<GuideBlock> Blocks(string page) => [.. GuideBlock.Of(File.ReadAllLines(Path.Combine(Repository.Root, page)))];

    /// <summary>Every page of the repository.</summary>
    public static IEnumerable<string> Pages() => new[] { "src", "tests", "deploy" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories))
        .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"))
        .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
        .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules"));

    private static IEnumerable<string> Guides()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, Map));
        return lines.SkipWhile(line => line != "## Guides").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .SelectMany(line => Link().Matches(line).Take(1))
            .Select(match => Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, "src", match.Groups["path"].Value))));
    }

    [GeneratedRegex(@"\]\((?<path>[^)#]+\.md)\)")]
    private static partial Regex Link();
}
