using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Judger.Cluster.Tests.Telemetry.Observability;

/// <summary>The files in deploy/observability.</summary>
internal static partial class ObservabilityFiles
{
    public static string Folder { get; } = FindFolder();

    /// <summary>The dashboards, by their files' names.</summary>
    public static IReadOnlyList<string> DashboardNames { get; } = [.. Directory.GetFiles(PathOf("grafana/dashboards"), "*.json")
        .Select(file => Path.GetFileNameWithoutExtension(file))
        .Order()];

    public static string PathOf(string name) => Path.Combine(Folder, name);

    public static string Read(string name) => File.ReadAllText(PathOf(name));

    public static YamlMappingNode ReadYaml(string name)
    {
        var yaml = new YamlStream();
        using var reader = new StringReader(Read(name));
        yaml.Load(reader);
        return (YamlMappingNode)Assert.Single(yaml.Documents).RootNode;
    }

    /// <summary>Expressions of alerts and recording rules, by their names.</summary>
    public static IReadOnlyList<(string Name, string Expression)> Rules { get; } =
    [
        .. new[] { "rules.yml", "alerts.yml" }
            .SelectMany(file => (YamlSequenceNode)ReadYaml(file)["groups"])
            .SelectMany(group => (YamlSequenceNode)group["rules"])
            .Cast<YamlMappingNode>()
            .Select(rule => (rule.Children.TryGetValue("record", out var record) ? record.ToString() : rule["alert"].ToString(), rule["expr"].ToString())),
    ];

    /// <summary>The names of the metrics that an expression asks for.</summary>
    public static IEnumerable<string> MetricsOf(string expression) =>
        Metric().Matches(NotMetrics().Replace(expression, " ")).Select(match => match.Value).Distinct(StringComparer.Ordinal);

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) return Path.Combine(folder.FullName, "deploy", "observability");
        throw new DirectoryNotFoundException($"No Directory.Packages.props above {AppContext.BaseDirectory}; build the tests inside the repository.");
    }

    // Selectors, ranges, texts, and labels that are grouped by.
    [GeneratedRegex("""\{("([^"\\]|\\.)*"|[^}"])*\}|\[[^\]]*\]|\b(by|on|without|ignoring|group_left|group_right)\s*\([^)]*\)""", RegexOptions.ExplicitCapture)]
    private static partial Regex NotMetrics();

    // A name that is neither a function, an operator nor a duration or number.
    [GeneratedRegex(@"(?<![\w:.])(?!(and|or|unless|offset|bool)\b)[a-zA-Z_][\w:]*(?![\w:]*\s*\()", RegexOptions.ExplicitCapture)]
    private static partial Regex Metric();
}
