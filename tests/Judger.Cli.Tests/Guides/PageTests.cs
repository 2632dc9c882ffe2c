using System.Text.RegularExpressions;

namespace Judger.Cli.Tests.Guides;

/// <summary>What every page of the repository is held to.</summary>
public sealed partial class PageTests
{
    private const int MostReadmeBytes = 10 * 1024;
    private const int MostPictureBytes = 400 * 1024;

    [Fact]
    public void README_is_read_in_one_sitting()
    {
        Assert.InRange(new FileInfo(Path.Combine(Repository.Root, "README.md")).Length, 1, MostReadmeBytes);
        var pictures = Image().Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md"))).Select(match => match.Groups["path"].Value).ToList();
        Assert.InRange(pictures.Count, 2, 4);
        Assert.InRange(pictures.Sum(path => new FileInfo(Path.Combine(Repository.Root, path)).Length), 1, MostPictureBytes);
    }

    [Fact]
    public void Every_link_leads_somewhere()
    {
        var broken =
            from page in GuidePages.Pages()
            from Match link in Link().Matches(WithoutCode(File.ReadAllText(Path.Combine(Repository.Root, page))))
            let target = link.Groups["target"].Value
            where !target.Contains("://", StringComparison.Ordinal) && !Exists(page, target)
            select $"{page}: {target}";

        Assert.Empty(broken);
    }

    [Theory]
    [InlineData("A cluster", "a-cluster")]
    [InlineData("Air-gapped machines and a GPU", "air-gapped-machines-and-a-gpu")]
    [InlineData("`serve`, and what it says", "serve-and-what-it-says")]
    public void An_anchor_is_that_of_GitHub(string heading, string anchor) => Assert.Equal(anchor, Anchor(heading));

    private static bool Exists(string page, string target)
    {
        var (path, anchor) = target.IndexOf('#', StringComparison.Ordinal) is var at and >= 0 ? (target[..at], target[(at + 1)..]) : (target, "");
        var file = path.Length == 0 ? Path.Combine(Repository.Root, page) : Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, path));
        if (!File.Exists(file) && !Directory.Exists(file)) return false;
        return anchor.Length == 0 || Heading().Matches(WithoutCode(File.ReadAllText(file))).Any(heading => Anchor(heading.Groups["text"].Value) == anchor);
    }

    private static string Anchor(string heading) =>
        NoAnchor().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static string WithoutCode(string text) => Code().Replace(text, "");

    [GeneratedRegex(@"!\[[^\]]*\]\((?<path>[^)]+)\)")]
    private static partial Regex Image();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
