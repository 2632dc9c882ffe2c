using System.Text.Json;
using System.Xml.Linq;
using Judger.Deploy.Tests.Support;

namespace Judger.Deploy.Tests;

/// <summary>THIRD-PARTY-NOTICES.md names each package that Judger ships with, and its licence.</summary>
public sealed class NoticesTests
{
    // Neither says its licence in a form that a program reads; the files LICENSE and LICENSE.txt in the packages are the text of MIT.
    private static readonly string[] LicensedByFile =
    [
        "Microsoft.ML.OnnxRuntime", "Microsoft.ML.OnnxRuntime.Managed", "Microsoft.ML.OnnxRuntime.Gpu.Linux",
    ];

    [Fact]
    public void Every_package_that_is_restored_is_named_with_its_licence_and_no_other()
    {
        var notices = Notices();
        var restored = Restored();

        // The tool's own, and what comes with them.
        Assert.All(["SixLabors.ImageSharp", "Npgsql", "Google.Protobuf", "Spectre.Console", "Polly"], name => Assert.Contains(name, restored.Keys));
        var wrong = restored
            .Where(package => notices.GetValueOrDefault(package.Key) != package.Value)
            .Select(package => $"{package.Key} has the licence {package.Value}, the notices say {notices.GetValueOrDefault(package.Key) ?? "nothing"}");
        Assert.Empty(wrong);

        // Another flavour's package is pinned, but not restored.
        var pinned = XDocument.Load(Repository.Path("Directory.Packages.props")).Descendants("PackageVersion");
        Assert.Empty(notices.Keys.Except(restored.Keys).Except(pinned.Select(version => (string?)version.Attribute("Include"))));
    }

    [Fact]
    public void Each_licence_that_is_named_has_its_text_or_where_it_stands()
    {
        var text = File.ReadAllText(Repository.Path("THIRD-PARTY-NOTICES.md"));
        var texts = text[text.IndexOf("## Texts of the licences", StringComparison.Ordinal)..];

        Assert.All(
            Notices().Values.Distinct(),
            licence => Assert.Contains(licence.Replace("-or-later", "", StringComparison.Ordinal), texts, StringComparison.Ordinal));
    }

    // The first table: names, licence, copyright.
    private static Dictionary<string, string> Notices() => File.ReadLines(Repository.Path("THIRD-PARTY-NOTICES.md"))
        .SkipWhile(line => line != "## What Judger ships with")
        .SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal))
        .Skip(1)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .SelectMany(cells => cells[1].Split(", ").Select(name => (Name: name, Licence: cells[2])))
        .ToDictionary(row => row.Name, row => row.Licence, StringComparer.Ordinal);

    // Of all projects but the trainer, which is not shipped; the build of these tests restored them.
    private static Dictionary<string, string> Restored()
    {
        var packages = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var project in Directory.EnumerateDirectories(Repository.Path("src")).Where(project => Path.GetFileName(project) != "Judger.Training"))
        {
            if (!Directory.EnumerateFiles(project, "*.csproj").Any()) continue;
            foreach (var assets in (string[])["obj/project.assets.json", "obj/cuda/project.assets.json"])
            {
                var path = Path.Combine(project, assets);
                if (File.Exists(path)) Add(path, packages);
                else Assert.StartsWith("obj/cuda", assets, StringComparison.Ordinal);
            }
        }

        return packages;
    }

    private static void Add(string assets, Dictionary<string, string> packages)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(assets));
        var folders = document.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
        foreach (var library in document.RootElement.GetProperty("libraries").EnumerateObject())
        {
            if (library.Value.GetProperty("type").GetString() != "package") continue;
            var name = library.Name[..library.Name.IndexOf('/', StringComparison.Ordinal)];
            var folder = folders.Select(root => Path.Combine(root, library.Value.GetProperty("path").GetString()!)).First(Directory.Exists);
            packages[name] = LicensedByFile.Contains(name) ? "MIT" : Licence(Directory.EnumerateFiles(folder, "*.nuspec").Single());
        }
    }

    private static string Licence(string nuspec)
    {
        var licence = XDocument.Load(nuspec).Descendants().SingleOrDefault(element => element.Name.LocalName == "license");
        var isNamed = licence is not null && (string?)licence.Attribute("type") == "expression";
        return isNamed ? licence!.Value.Trim() : $"that {Path.GetFileName(nuspec)} does not name";
    }
}
