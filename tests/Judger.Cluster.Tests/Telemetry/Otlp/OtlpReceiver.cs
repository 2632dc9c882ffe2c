using System.Collections.Concurrent;
using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Judger.Cluster.Tests.Telemetry.Otlp;

/// <summary>Receives OTLP over HTTP on loopback, as a collector does, and keeps what came.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WebApplication _server;
    private readonly ConcurrentQueue<Span> _spans = new();
    private readonly ConcurrentQueue<LogLine> _logs = new();
    private readonly ConcurrentDictionary<string, string> _metrics = new(StringComparer.Ordinal);

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        Map("/v1/traces", TracesRequest.Parser, Take);
        Map("/v1/logs", LogsRequest.Parser, Take);
        Map("/v1/metrics", MetricsRequest.Parser, Take);
    }

    /// <summary>What tells a process to send here, without long waits.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _server.Urls.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=tests",
    };

    public IReadOnlyList<Span> Spans => [.. _spans];

    /// <summary>Units of the metrics that came, by their names.</summary>
    public IReadOnlyDictionary<string, string> Metrics => _metrics;

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._server.StartAsync();
        return receiver;
    }

    /// <summary>Waits until the spans of a trace are as they should be.</summary>
    public async Task<IReadOnlyList<Span>> WaitForAsync(string trace, Func<IReadOnlyList<Span>, bool> isComplete)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            var spans = _spans.Where(span => span.Trace == trace).OrderBy(span => span.Start).ToList();
            if (isComplete(spans)) return spans;
            Assert.True(
                waited.Elapsed < Patience,
                $"The trace {trace} is not complete:\n{string.Join('\n', spans.Select(span => $"{span.Silo} {span.Name} {span.Id} < {span.Parent}"))}");
        }
    }

    /// <summary>Waits for a line of a log.</summary>
    public async Task<LogLine> WaitForLogAsync(Func<LogLine, bool> isIt)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            if (_logs.FirstOrDefault(isIt) is { } line) return line;
            Assert.True(waited.Elapsed < Patience, $"The line did not come, but:\n{string.Join('\n', _logs)}");
        }
    }

    /// <summary>Waits until a metric has come.</summary>
    public async Task WaitForMetricsAsync(params IReadOnlyList<string> names)
    {
        for (var waited = Stopwatch.StartNew(); names.Any(name => !_metrics.ContainsKey(name)); await Task.Delay(50, TestContext.Current.CancellationToken))
            Assert.True(waited.Elapsed < Patience, $"Missing: {string.Join(", ", names.Where(name => !_metrics.ContainsKey(name)))}");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private void Map<T>(string path, MessageParser<T> parser, Action<T> take)
        where T : IMessage<T> => _server.MapPost(path, async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            take(parser.ParseFrom(body.ToArray()));
            context.Response.ContentType = "application/x-protobuf";
        });

    private void Take(TracesRequest request)
    {
        foreach (var resource in request.ResourceSpans)
        {
            foreach (var scope in resource.ScopeSpans)
            {
                foreach (var span in scope.Spans)
                {
                    _spans.Enqueue(new()
                    {
                        Trace = Hex(span.TraceId),
                        Id = Hex(span.SpanId),
                        Parent = span.ParentSpanId.Length == 0 ? null : Hex(span.ParentSpanId),
                        Name = span.Name,
                        Kind = span.Kind,
                        Silo = Silo(resource.Resource),
                        Scope = scope.Scope.Name,
                        Schema = scope.SchemaUrl,
                        Start = span.StartTimeUnixNano,
                        End = span.EndTimeUnixNano,
                        IsError = span.Status?.Code == 2,
                        Tags = Tags(span.Attributes),
                        Links = [.. span.Links.Select(link => (Hex(link.TraceId), Hex(link.SpanId)))],
                    });
                }
            }
        }
    }

    private void Take(LogsRequest request)
    {
        foreach (var resource in request.ResourceLogs)
        {
            foreach (var scope in resource.ScopeLogs)
            {
                foreach (var line in scope.LogRecords)
                    _logs.Enqueue(new(Silo(resource.Resource), scope.Scope.Name, line.Body.StringValue, Hex(line.TraceId), Tags(line.Attributes)));
            }
        }
    }

    private void Take(MetricsRequest request)
    {
        foreach (var metric in request.ResourceMetrics.SelectMany(resource => resource.ScopeMetrics).SelectMany(scope => scope.Metrics))
            _metrics[metric.Name] = metric.Unit;
    }

    private static string Silo(Resource resource) => (string)Tags(resource.Attributes)["service.instance.id"];

    private static Dictionary<string, object> Tags(RepeatedField<KeyValue> attributes) =>
        attributes.ToDictionary(attribute => attribute.Key, attribute => Value(attribute.Value), StringComparer.Ordinal);

    private static object Value(AnyValue value) => value.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue,
        AnyValue.ValueOneofCase.IntValue => value.IntValue,
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue,
        AnyValue.ValueOneofCase.ArrayValue => value.ArrayValue.Values.Select(Value).ToArray(),
        _ => "",
    };

    private static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);
}
