using System.Collections;
using Judger.Experts;
using Judger.Grains.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Judger.Server;

/// <summary>Sends spans by OTLP where the standard environment variables name a receiver; otherwise nobody listens and they cost nothing.</summary>
internal static class TelemetryExtensions
{
    private const string Prefix = "OTEL_";
    private const string ServiceName = "judger";
    private static readonly string[] Receivers = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

    public static void AddJudgerTelemetry(this IHostApplicationBuilder builder, string silo)
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(pair => KeyValuePair.Create((string)pair.Key, (string?)pair.Value)).Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal)).ToList();
        if (!variables.Any(pair => Receivers.Contains(pair.Key) && pair.Value is { Length: > 0 })) return;

        // OpenTelemetry reads them from the host's configuration, which holds nothing of itself.
        builder.Configuration.AddInMemoryCollection(variables);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.Clear().AddService(ServiceName, serviceInstanceId: silo).AddEnvironmentVariableDetector())
            .WithTracing(traces => traces
                .AddSource(QuestionTracing.SourceName, ExpertTracing.SourceName, "Microsoft.Orleans.Application")
                .AddAspNetCoreInstrumentation(http => http.Filter = context => !context.Request.Path.StartsWithSegments("/health")))
            .UseOtlpExporter();
    }
}
