using System.Xml.Linq;

namespace Judger.Core.Tests.Architecture;

/// <summary>What one project file refers to, conditional references included.</summary>
internal sealed record ProjectFile(string Name, string[] Projects, string[] Packages, bool HasProtobuf)
{
    public static ProjectFile Parse(string name, string xml)
    {
        var project = XDocument.Parse(xml);
        return new ProjectFile(
            name,
            [.. Includes(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))],
            Includes(project, "PackageReference"),
            Includes(project, "Protobuf").Length > 0);
    }

    public static ProjectFile[] AllUnder(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(path => Parse(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path))),
    ];

    private static string[] Includes(XDocument project, string item) =>
    [
        .. project.Descendants().Where(element => element.Name.LocalName == item)
            .Select(element => (string?)element.Attribute("Include")).OfType<string>()
            .SelectMany(include => include.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
    ];
}
