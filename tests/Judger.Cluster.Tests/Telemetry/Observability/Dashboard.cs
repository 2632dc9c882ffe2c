using System.Text.Json;

namespace Judger.Cluster.Tests.Telemetry.Observability;

/// <summary>A dashboard as its file has it.</summary>
internal sealed record Dashboard(JsonElement Json)
{
    public static IReadOnlyList<Dashboard> All { get; } = [.. ObservabilityFiles.DashboardNames.Select(Read)];

    public string Uid => Json.GetProperty("uid").GetString()!;

    /// <summary>Its variables' names.</summary>
    public IReadOnlyList<string> Variables =>
        [.. Json.GetProperty("templating").GetProperty("list").EnumerateArray().Select(variable => variable.GetProperty("name").GetString()!)];

    /// <summary>Its panels, rows apart.</summary>
    public IReadOnlyList<Panel> Panels =>
        [.. Json.GetProperty("panels").EnumerateArray().Where(panel => panel.GetProperty("type").GetString() != "row").Select(panel => new Panel(panel))];

    public static Dashboard Read(string name) => new(JsonSerializer.Deserialize<JsonElement>(ObservabilityFiles.Read($"grafana/dashboards/{name}.json")));
}

/// <summary>A panel.</summary>
internal sealed record Panel(JsonElement Json)
{
    public string Title => Json.GetProperty("title").GetString()!;

    public IReadOnlyList<PanelQuery> Queries => [.. Json.GetProperty("targets").EnumerateArray().Select(target => new PanelQuery(target))];
}

/// <summary>What a panel asks Prometheus for.</summary>
internal sealed record PanelQuery(JsonElement Json)
{
    public string Expression => Json.GetProperty("expr").GetString()!;

    public bool IsInstant => Json.GetProperty("instant").GetBoolean();

    public bool WantsExemplars => Json.TryGetProperty("exemplar", out var exemplar) && exemplar.GetBoolean();

    /// <summary>As Grafana sends it when all silos and slots are chosen.</summary>
    /// <param name="rateInterval">Such as 15s.</param>
    public string Expand(string rateInterval) => Expression
        .Replace("$__rate_interval", rateInterval, StringComparison.Ordinal)
        .Replace("$instance", ".*", StringComparison.Ordinal)
        .Replace("$slot", ".*", StringComparison.Ordinal);
}
