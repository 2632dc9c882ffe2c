using System.Text.Json;

namespace Judger.Cluster.Tests.Telemetry.Observability;

/// <summary>What a container of Prometheus would see below /etc/prometheus, with a key and targets of a test's own.</summary>
internal sealed class PrometheusFolder : IDisposable
{
    private const string KeyFile = "/etc/prometheus/judger-key";

    public PrometheusFolder(string key, IReadOnlyDictionary<string, string>? targets = null, Func<string, string>? change = null)
    {
        foreach (var name in new[] { "rules.yml", "alerts.yml" }) File.Copy(ObservabilityFiles.PathOf(name), Path.Combine(Root, name));
        var keyFile = Path.Combine(Root, "judger-key");
        File.WriteAllText(keyFile, key);
        var config = ObservabilityFiles.Read("prometheus.yml");
        Assert.Contains(KeyFile, config, StringComparison.Ordinal);
        config = config.Replace(KeyFile, keyFile, StringComparison.Ordinal);
        File.WriteAllText(Config, change is null ? config : change(config));
        Directory.CreateDirectory(Path.Combine(Root, "targets"));
        File.WriteAllText(
            Path.Combine(Root, "targets", "test.json"),
            JsonSerializer.Serialize((targets ?? new Dictionary<string, string>()).Select(
                target => new { targets = new[] { target.Value }, labels = new { instance = target.Key } })));
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("judger-prometheus-").FullName;

    public string Config => Path.Combine(Root, "prometheus.yml");

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
