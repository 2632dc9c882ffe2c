using System.Collections;
using Judger.Experts.Telemetry;
using Judger.Grains.Telemetry;
using Judger.Server.Configuration;
using Judger.Server.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Judger.Server.Telemetry;

/// <summary>
/// Sends spans, metrics and logs by OTLP where the standard environment variables name a receiver, and keeps metrics for Prometheus where that is asked for.
/// Otherwise nobody listens and they cost nothing.
/// </summary>
internal static class TelemetryExtensions
{
    private const string Prefix = "OTEL_";
    private const string Disabled = "OTEL_SDK_DISABLED";
    private const string Receiver = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ServiceName = "judger";

    private static readonly string[] Meters = [JudgerMetrics.MeterName, ExpertTelemetry.SourceName, "Microsoft.Orleans", "System.Runtime"];

    public static void AddJudgerTelemetry(this IHostApplicationBuilder builder, JudgerOptions options)
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(pair => KeyValuePair.Create((string)pair.Key, (string?)pair.Value))
            .Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal) && pair.Value is { Length: > 0 }).ToDictionary(StringComparer.Ordinal);
        if (variables.TryGetValue(Disabled, out var disabled) && disabled!.Equals("true", StringComparison.OrdinalIgnoreCase)) return;
        var (traces, metrics, logs) = (IsSent("TRACES"), IsSent("METRICS"), IsSent("LOGS"));
        if (!traces && !metrics && !logs && !options.Http.Metrics) return;

        // OpenTelemetry reads them from the host's configuration, which holds nothing of itself.
        builder.Configuration.AddInMemoryCollection(variables);
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(Describe);
        if (traces) telemetry.WithTracing(Configure);
        if (metrics) telemetry.WithMetrics(provider => Configure(provider, options.Http));
        // The exporter is added to every provider of the host's, so that metrics that are only scraped need a provider apart.
        else if (options.Http.Metrics)
            builder.Services.AddSingleton(_ => Configure(Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe), options.Http).Build());
        if (logs) telemetry.WithLogging(null, log => (log.IncludeFormattedMessage, log.IncludeScopes) = (true, false));
        if (traces || metrics || logs) telemetry.UseOtlpExporter();

        void Describe(ResourceBuilder resource) =>
            resource
                .Clear()
                .AddService(ServiceName, serviceVersion: JudgerMetrics.Version, serviceInstanceId: options.SiloName)
                .AddEnvironmentVariableDetector();

        bool IsSent(string signal) =>
            (variables.ContainsKey(Receiver) || variables.ContainsKey($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"))
            && variables.GetValueOrDefault($"OTEL_{signal}_EXPORTER") != "none";
    }

    private static void Configure(TracerProviderBuilder traces) => traces
        .AddSource(QuestionTracing.SourceName, ExpertTelemetry.SourceName)
        .AddAspNetCoreInstrumentation(http => http.Filter = context => !context.Request.Path.StartsWithSegments("/health")
            && !context.Request.Path.StartsWithSegments(MetricsEndpoint.Path));

    private static MeterProviderBuilder Configure(MeterProviderBuilder metrics, HttpOptions http)
    {
        metrics.AddMeter(Meters).AddAspNetCoreInstrumentation().SetExemplarFilter(ExemplarFilterType.TraceBased);
        return http.Metrics ? metrics.AddPrometheusExporter() : metrics;
    }
}
