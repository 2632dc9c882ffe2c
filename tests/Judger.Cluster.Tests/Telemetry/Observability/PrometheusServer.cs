using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Judger.Tests.Shared;

namespace Judger.Cluster.Tests.Telemetry.Observability;

/// <summary>A Prometheus of one test, on a free port of loopback, with the delivered configuration made quick.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly PrometheusFolder _folder;
    private readonly Process _process;
    private readonly HttpClient _http;

    private PrometheusServer(PrometheusFolder folder)
    {
        _folder = folder;
        var address = $"127.0.0.1:{Ports.Take()}";
        _http = new() { BaseAddress = new($"http://{address}") };
        _process = Process.Start(new ProcessStartInfo(
            "prometheus",
            [
                $"--config.file={folder.Config}", $"--storage.tsdb.path={Path.Combine(folder.Root, "data")}", $"--web.listen-address={address}",
                "--enable-feature=exemplar-storage", "--log.level=error",
            ])
        {
            RedirectStandardError = true,
        })!;
        _ = _process.StandardError.ReadToEndAsync();
    }

    public string Address => _http.BaseAddress!.ToString();

    /// <summary>Starts one that scrapes silos every second.</summary>
    /// <param name="key">What it shows them.</param>
    /// <param name="targets">Their addresses, by their names.</param>
    public static async Task<PrometheusServer> StartAsync(string key, IReadOnlyDictionary<string, string> targets)
    {
        Promtool.Require("prometheus");
        var server = new PrometheusServer(new(key, targets, Quicken));
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            if (await server.IsReadyAsync()) return server;
            Assert.True(waited.Elapsed < Patience && !server._process.HasExited, "prometheus did not start.");
        }
    }

    /// <summary>What an expression gives now: the labels of each series and its value.</summary>
    public Task<IReadOnlyList<(JsonElement Labels, double Value)>> QueryAsync(string expression) =>
        SeriesAsync($"query?query={Uri.EscapeDataString(expression)}", "value");

    /// <summary>What an expression gave each second since then, without seconds at which it was not a number.</summary>
    public Task<IReadOnlyList<(JsonElement Labels, double Value)>> QueryRangeAsync(string expression, DateTimeOffset since) =>
        SeriesAsync($"query_range?query={Uri.EscapeDataString(expression)}&{Range(since)}&step=1", "values");

    /// <summary>Traces beside the measurements of an expression's series.</summary>
    public async Task<IReadOnlyList<string>> TracesAsync(string expression, DateTimeOffset since) =>
    [
        .. (await GetAsync($"query_exemplars?query={Uri.EscapeDataString(expression)}&{Range(since)}")).EnumerateArray()
            .SelectMany(series => series.GetProperty("exemplars").EnumerateArray())
            .Select(exemplar => exemplar.GetProperty("labels").GetProperty("trace_id").GetString()!),
    ];

    /// <summary>Names of all metrics.</summary>
    public async Task<IReadOnlySet<string>> MetricsAsync() =>
        (await GetAsync("label/__name__/values")).EnumerateArray().Select(name => name.GetString()!).ToHashSet();

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    private static string Quicken(string config)
    {
        foreach (var (setting, value) in new[] { ("scrape_interval", "1s"), ("scrape_timeout", "1s"), ("evaluation_interval", "1s") })
        {
            var (before, after) = (config, config = System.Text.RegularExpressions.Regex.Replace(config, $@"(?m)^  {setting}: \w+$", $"  {setting}: {value}"));
            Assert.NotEqual(before, after);
        }

        return config;
    }

    private static string Range(DateTimeOffset since) =>
        string.Create(CultureInfo.InvariantCulture, $"start={since.ToUnixTimeSeconds()}&end={DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1}");

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _http.GetAsync(new Uri("/-/ready", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<(JsonElement Labels, double Value)>> SeriesAsync(string call, string member)
    {
        var series = new List<(JsonElement, double)>();
        foreach (var result in (await GetAsync(call)).GetProperty("result").EnumerateArray())
        {
            var points = result.GetProperty(member);
            IEnumerable<JsonElement> values = member == "values" ? points.EnumerateArray() : [points];
            series.AddRange(values
                .Select(point => double.Parse(point[1].GetString()!.Replace("+Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture))
                .Where(double.IsFinite)
                .Select(value => (result.GetProperty("metric"), value)));
        }

        return series;
    }

    private async Task<JsonElement> GetAsync(string call)
    {
        using var response = await _http.GetAsync(new Uri($"/api/v1/{call}", UriKind.Relative), TestContext.Current.CancellationToken);
        var answer = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(response.IsSuccessStatusCode, $"{call}: {answer}");
        return answer.GetProperty("data");
    }
}
