using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Judger.Core.Tests.Architecture;

/// <summary>Namespaces follow folders, and the folders of Judger.Grains refer to each other in one direction.</summary>
public sealed partial class NamespaceTests
{
    /// <summary>Projects that are one namespace: what applications import.</summary>
    private static readonly string[] Flat = ["Judger.Abstractions"];

    /// <summary>Which folder of Judger.Grains may use which, from the bottom up.</summary>
    private static readonly Dictionary<string, string[]> GrainFolders = new()
    {
        ["Storage"] = [],
        ["Draining"] = [],
        ["Telemetry"] = [],
        ["Slots"] = [],
        ["Catalog"] = ["Slots"],
        ["Placement"] = ["Catalog"],
        ["Engines"] = ["Slots", "Telemetry"],
        ["Images"] = ["Storage", "Telemetry"],
        ["Models"] = ["Draining", "Engines", "Images", "Placement", "Slots", "Telemetry"],
        ["Judgments"] = ["Catalog", "Images", "Placement", "Slots", "Storage", "Telemetry"],
        ["Routing"] = ["Catalog", "Slots"],
        ["Links"] = ["Catalog", "Routing"],
        ["Stages"] = ["Routing", "Slots", "Telemetry"],
        ["Questions"] = ["Catalog", "Draining", "Routing", "Slots", "Stages", "Storage", "Telemetry"],
        ["Silos"] = ["Draining", "Engines", "Images", "Models", "Placement", "Slots", "Telemetry"],
    };

    private static string Sources => Path.Combine(Repository.Root.FullName, "src");

    [Fact]
    public void Namespaces_follow_folders()
    {
        var wrong =
            from project in Directory.EnumerateFiles(Sources, "*.csproj", SearchOption.AllDirectories)
            from file in Files(Path.GetDirectoryName(project)!)
            let found = Declared().Match(File.ReadAllText(file)).Groups["name"].Value
            where found.Length > 0 && !found.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
            let expected = Expected(project, file)
            where found != expected
            select $"{Path.GetRelativePath(Sources, file)} is in {found}, not in {expected}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_folders_of_Grains_keep_to_their_arrows()
    {
        var grains = Path.Combine(Sources, "Judger.Grains");
        var violations =
            from file in Files(grains)
            let folder = Path.GetRelativePath(grains, file).Split(Path.DirectorySeparatorChar)[0]
            where folder != "Hosting"
            from Match used in GrainNamespace().Matches(File.ReadAllText(file))
            let target = used.Groups["folder"].Value
            where target != folder && !GrainFolders[folder].Contains(target)
            select $"{folder} may not use {target}: {Path.GetFileName(file)}";

        Assert.Empty(violations.Distinct());
    }

    [Fact]
    public void The_arrows_of_Grains_have_no_circle()
    {
        var remaining = GrainFolders.ToDictionary(folder => folder.Key, folder => folder.Value.ToHashSet());
        while (remaining.FirstOrDefault(folder => !folder.Value.Overlaps(remaining.Keys)).Key is { } free) remaining.Remove(free);

        Assert.Empty(remaining.Keys);
    }

    private static string Expected(string project, string file)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var root = XDocument.Load(project).Descendants("RootNamespace").FirstOrDefault()?.Value ?? name;
        var folder = Path.GetDirectoryName(Path.GetRelativePath(Path.GetDirectoryName(project)!, file))!;
        return Flat.Contains(name) || folder.Length == 0 ? root : $"{root}.{folder.Replace(Path.DirectorySeparatorChar, '.')}";
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"\bJudger\.Grains\.(?<folder>[A-Z]\w+)")]
    private static partial Regex GrainNamespace();
}
