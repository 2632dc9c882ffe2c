using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using YamlDotNet.RepresentationModel;

namespace Judger.Cluster.Tests.Telemetry.Observability;

/// <summary>What is delivered for Prometheus, Grafana and the collector, by their own checks where those can be run.</summary>
public sealed partial class ConfigurationTests
{
    [Fact]
    public async Task Prometheus_takes_its_configuration()
    {
        using var folder = new PrometheusFolder("key");
        Assert.Contains("SUCCESS: 2 rule files found", await Promtool.RunAsync("check", "config", folder.Config), StringComparison.Ordinal);
    }

    /// <summary>Debian's Prometheus is built without Kubernetes' discovery, so pods are given to it as that would find them.</summary>
    [Fact]
    public async Task Prometheus_names_pods_of_Kubernetes_as_dashboards_and_scaling_want_it()
    {
        const string Discovery = "kubernetes_sd_configs:";
        using var folder = new PrometheusFolder("key");
        var lines = ObservabilityFiles.Read("../kubernetes/prometheus-scrape.yaml")
            .Replace("/etc/prometheus/judger-key", Path.Combine(folder.Root, "judger-key"), StringComparison.Ordinal)
            .Split('\n')
            .ToList();
        var from = lines.FindIndex(line => line.Trim() == Discovery);
        var indent = lines[from].IndexOf(Discovery, StringComparison.Ordinal);
        var length = lines.Skip(from + 1).TakeWhile(line => line.Length > indent && line[indent] == ' ').Count() + 1;
        Assert.Contains(lines.GetRange(from, length), line => line.Trim() == "label: app.kubernetes.io/name=judger");
        lines.RemoveRange(from, length);
        var pods = new[] { ("10.0.0.1:8080", "http"), ("10.0.0.1:11111", "orleans-silo"), ("10.0.0.1:30000", "orleans-gateway") }.Select(port => new
        {
            targets = new[] { port.Item1 },
            labels = new
            {
                __meta_kubernetes_namespace = "judger",
                __meta_kubernetes_pod_name = "judger-model-0",
                __meta_kubernetes_pod_container_port_name = port.Item2,
            },
        });
        lines.Insert(from, $"{new string(' ', indent)}static_configs: {JsonSerializer.Serialize(pods)}");
        await File.WriteAllLinesAsync(folder.Config, lines, TestContext.Current.CancellationToken);

        await Promtool.RunAsync("check", "config", folder.Config);
        var found = JsonSerializer.Deserialize<JsonElement>(await Promtool.RunAsync("check", "service-discovery", "--timeout=2s", folder.Config, "judger"));

        var target = Assert.Single(found.EnumerateArray().Select(one => one.GetProperty("labels")), labels => labels.EnumerateObject().Any());
        var named = target.EnumerateObject()
            .Where(label => !label.Name.StartsWith("__", StringComparison.Ordinal))
            .ToDictionary(label => label.Name, label => label.Value.GetString());
        Assert.Equal(("10.0.0.1:8080", "/metrics"), (target.GetProperty("__address__").GetString(), target.GetProperty("__metrics_path__").GetString()));
        Assert.Equal(("judger-model-0", "judger-model-0", "judger", "judger"), (named["pod"], named["instance"], named["namespace"], named["job"]));

        // What the adapter asks for is there.
        Assert.All(
            new[] { "namespace", "pod" },
            label => Assert.Contains($"{label}!=\"\"", ObservabilityFiles.Read("../kubernetes/prometheus-adapter.yaml"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_alert_fires_where_it_should_and_no_other_does()
    {
        await Promtool.RunAsync("test", "rules", ObservabilityFiles.PathOf("tests/alerts.test.yml"));

        var alerts = Alerts().Select(alert => alert["alert"].ToString()).ToList();
        var tests = ObservabilityFiles.Read("tests/alerts.test.yml");
        Assert.All(alerts, alert => Assert.Contains($"alertname=\"{alert}\"", tests, StringComparison.Ordinal));
    }

    [Fact]
    public void An_alert_says_what_is_the_matter_and_what_to_do() => Assert.All(Alerts(), alert =>
    {
        Assert.StartsWith("Judger", alert["alert"].ToString(), StringComparison.Ordinal);
        Assert.Contains(alert["labels"]["severity"].ToString(), new[] { "critical", "warning" });
        foreach (var annotation in new[] { "summary", "description", "runbook" }) Assert.InRange(alert["annotations"][annotation].ToString().Length, 15, 1000);
    });

    [Fact]
    public void A_line_of_the_log_that_a_runbook_quotes_is_logged()
    {
        // Whatever a silo is made of; a line that is logged has its text in the assembly.
        var logged = Directory.GetFiles(AppContext.BaseDirectory, "Judger.*.dll")
            .Where(file => !file.EndsWith(".Tests.dll", StringComparison.Ordinal))
            .SelectMany(file => Assembly.LoadFrom(file).GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.Message)
            .OfType<string>()
            .Select(message => Placeholder().Replace(message, "…"))
            .ToList();
        Assert.True(logged.Count > 30, $"Only {logged.Count} texts of log lines were found.");

        var quoted = Alerts().SelectMany(alert => Quoted().Matches(alert["annotations"]["runbook"].ToString())).Select(quote => quote.Groups[1].Value);
        Assert.All(
            quoted.Where(quote => quote.Contains(' ', StringComparison.Ordinal) && !quote.StartsWith("judger ", StringComparison.Ordinal)),
            quote => Assert.Contains(logged, text => text.StartsWith(quote, StringComparison.Ordinal)));
    }

    [Fact]
    public void Targets_are_lists_of_addresses() =>
        Assert.All(Directory.GetFiles(ObservabilityFiles.PathOf("targets"), "*.json", SearchOption.AllDirectories), file =>
        {
            var addresses = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(file)).EnumerateArray()
                .SelectMany(group => group.GetProperty("targets").EnumerateArray())
                .Select(address => address.GetString()!)
                .ToList();
            Assert.NotEmpty(addresses);
            Assert.All(addresses, address => Assert.Matches(@"^[\w.-]+:\d+$", address));
        });

    [Fact]
    public void What_the_collectors_pipelines_name_is_defined()
    {
        var collector = ObservabilityFiles.ReadYaml("collector.yaml");
        var service = (YamlMappingNode)collector["service"];
        Assert.All((YamlSequenceNode)service["extensions"], extension => Assert.True(Defines("extensions", extension)));
        var pipelines = (YamlMappingNode)service["pipelines"];
        Assert.Equal(["logs", "metrics", "traces"], pipelines.Children.Keys.Select(name => name.ToString()).Order());
        foreach (var pipeline in pipelines.Children.Values)
        {
            foreach (var kind in new[] { "receivers", "processors", "exporters" })
                Assert.All((YamlSequenceNode)pipeline[kind], name => Assert.True(Defines(kind, name), $"{kind}: {name}"));

            // The limiter refuses before anything is kept, the batch is made of what is left.
            var processors = ((YamlSequenceNode)pipeline["processors"]).Select(name => name.ToString()).ToList();
            Assert.Equal(("memory_limiter", "batch"), (processors[0], processors[^1]));
        }

        bool Defines(string kind, YamlNode name) => ((YamlMappingNode)collector[kind]).Children.ContainsKey(Default(name.ToString()));

        // ${env:NAME:-default}
        static string Default(string name) =>
            name.StartsWith("${", StringComparison.Ordinal) ? name[(name.IndexOf(":-", StringComparison.Ordinal) + 2)..^1] : name;
    }

    [Fact]
    public void Exemplars_lead_from_Prometheus_to_Jaeger()
    {
        var sources = ((YamlSequenceNode)ObservabilityFiles.ReadYaml("grafana/provisioning/datasources/judger.yaml")["datasources"]).ToDictionary(
            source => source["type"].ToString());
        var destination = Assert.Single((YamlSequenceNode)sources["prometheus"]["jsonData"]["exemplarTraceIdDestinations"]);
        Assert.Equal(("trace_id", sources["jaeger"]["uid"].ToString()), (destination["name"].ToString(), destination["datasourceUid"].ToString()));

        var provider = Assert.Single((YamlSequenceNode)ObservabilityFiles.ReadYaml("grafana/provisioning/dashboards/judger.yaml")["providers"]);
        Assert.Equal("/var/lib/grafana/dashboards", provider["options"]["path"].ToString());
    }

    private static IEnumerable<YamlNode> Alerts() =>
        ((YamlSequenceNode)ObservabilityFiles.ReadYaml("alerts.yml")["groups"]).SelectMany(group => (YamlSequenceNode)group["rules"]);

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("`([^`]*)`")]
    private static partial Regex Quoted();
}
