using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Judger.Cluster.Tests.Telemetry.Observability;

/// <summary>The dashboards as Grafana reads them.</summary>
public sealed partial class DashboardTests
{
    public static TheoryData<string> Names => [.. ObservabilityFiles.DashboardNames];

    [Fact]
    public void There_are_three_of_their_own_names()
    {
        Assert.Equal(["judger-devices", "judger-overview", "judger-runtime"], ObservabilityFiles.DashboardNames);
        Assert.Equal(ObservabilityFiles.DashboardNames, Dashboard.All.Select(dashboard => dashboard.Uid));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_panel_says_what_it_shows_in_which_unit_and_how_to_read_it(string name)
    {
        var dashboard = Dashboard.Read(name);
        var ids = dashboard.Json.GetProperty("panels").EnumerateArray().Select(panel => panel.GetProperty("id").GetInt32()).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.Equal(dashboard.Panels.Select(panel => panel.Title).Distinct(), dashboard.Panels.Select(panel => panel.Title));
        Assert.InRange(dashboard.Json.GetProperty("schemaVersion").GetInt32(), 39, 100);
        Assert.All(dashboard.Panels, panel =>
        {
            Assert.InRange(panel.Title.Length, 2, 60);
            Assert.EndsWith(".", panel.Json.GetProperty("description").GetString(), StringComparison.Ordinal);
            Assert.NotEmpty(panel.Json.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString()!);
            Assert.NotEmpty(panel.Queries);
            Assert.All(
                panel.Queries.Select(query => query.Json).Append(panel.Json),
                json => Assert.Equal(
                    ("prometheus", "${datasource}"), (Text(json.GetProperty("datasource"), "type"), Text(json.GetProperty("datasource"), "uid"))));
            Assert.All(panel.Queries, query => Assert.NotEmpty(Text(query.Json, "legendFormat")));
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Panels_do_not_overlap(string name)
    {
        var cells = new HashSet<(int, int)>();
        foreach (var panel in Dashboard.Read(name).Json.GetProperty("panels").EnumerateArray())
        {
            var (x, y, w, h) = (At(panel, "x"), At(panel, "y"), At(panel, "w"), At(panel, "h"));
            Assert.InRange(x + w, 1, 24);
            for (var column = x; column < x + w; column++)
                for (var row = y; row < y + h; row++) Assert.True(cells.Add((column, row)), panel.GetProperty("title").GetString());
        }

        static int At(JsonElement panel, string side) => panel.GetProperty("gridPos").GetProperty(side).GetInt32();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Queries_use_the_variables_that_there_are(string name)
    {
        var dashboard = Dashboard.Read(name);
        var known = dashboard.Variables.Append("__rate_interval").ToHashSet();
        Assert.Superset(new HashSet<string> { "datasource", "instance" }, known);
        var used = dashboard.Panels
            .SelectMany(panel => panel.Queries)
            .SelectMany(query => Variable().Matches(query.Expression))
            .Select(match => match.Groups["name"].Value)
            .ToHashSet();
        Assert.Subset(known, used);
        Assert.Equal(known.Except(used), ["datasource"]);
        Assert.All(
            dashboard.Json.GetProperty("templating").GetProperty("list").EnumerateArray().Where(variable => Text(variable, "type") == "query"), variable =>
                Assert.True(variable.GetProperty("multi").GetBoolean() && variable.GetProperty("includeAll").GetBoolean(), Text(variable, "name")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Prometheus_reads_every_query(string name)
    {
        var rules = new StringBuilder("groups:\n- name: panels\n  rules:\n");
        foreach (var (query, i) in Dashboard.Read(name).Panels.SelectMany(panel => panel.Queries).Select((query, i) => (query, i)))
        {
            rules.Append(
                System.Globalization.CultureInfo.InvariantCulture, $"  - record: panel_{i}\n    expr: {JsonSerializer.Serialize(query.Expand("1m"))}\n");
        }
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, rules.ToString(), TestContext.Current.CancellationToken);
            Assert.Contains("SUCCESS", await Promtool.RunAsync("check", "rules", file), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("sum by (le, slot) (rate(a_b{c=~\"d}e\"}[5m])) / on (x) group_left () (b:c:rate5m > 1e9)", "a_b", "b:c:rate5m")]
    [InlineData("60 * x offset 6h or absent(y) unless on () z", "x", "y", "z")]
    public void The_metrics_of_a_query_are_found(string expression, params string[] metrics) => Assert.Equal(metrics, ObservabilityFiles.MetricsOf(expression));

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    [GeneratedRegex(@"\$\{?(?<name>\w+)")]
    private static partial Regex Variable();
}
