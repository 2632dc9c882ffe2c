using System.Diagnostics;
using System.Diagnostics.Metrics;
using Judger.Experts.OpenAI;

namespace Judger.Experts.Telemetry;

/// <summary>Spans and metrics of requests to experts, named by OpenTelemetry's conventions for generative AI.</summary>
public static class ExpertTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string SourceName = "Judger.Experts";

    private const string ExpertName = "judger.expert";

    private static readonly string? Version = typeof(ExpertTelemetry).Assembly.GetName().Version?.ToString(3);
    private static readonly ActivitySource Source = new(new ActivitySourceOptions(SourceName) { Version = Version, TelemetrySchemaUrl = GenAi.SchemaUrl });
    private static readonly Meter Meter = new(SourceName, Version);
    private static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "gen_ai.client.operation.duration", "s", "Duration of requests to experts",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = GenAi.DurationBuckets });
    private static readonly Histogram<long> Tokens = Meter.CreateHistogram(
        "gen_ai.client.token.usage", "{token}", "Input and output tokens of requests to experts",
        advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = GenAi.TokenBuckets });
    private static readonly Counter<double> Costs = Meter.CreateCounter<double>(
        "judger.expert.cost", "{USD}", "Dollars spent on experts whose prices are known");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "judger.expert.failures", "{failure}", "Questions to experts that failed after all attempts");
    private static readonly Gauge<int> Circuits = Meter.CreateGauge<int>(
        "judger.expert.circuit.open", "{circuit}", "1 while an expert is not asked because it failed too often");

    /// <summary>Starts the span and the timing of one request.</summary>
    internal static Request StartRequest(OpenAIExpertOptions options, TimeProvider time) => new(options, time);

    /// <summary>Records that a question to an expert failed after all attempts.</summary>
    internal static void RecordFailure(string expert, ExpertFailureKind problem) =>
        Failures.Add(1, new(ExpertName, expert), new(GenAi.ErrorType, Name(problem)));

    /// <summary>Records whether an expert's circuit is open.</summary>
    internal static void RecordCircuit(string expert, bool isOpen) => Circuits.Record(isOpen ? 1 : 0, new KeyValuePair<string, object?>(ExpertName, expert));

    private static string Name(ExpertFailureKind problem) => problem switch
    {
        ExpertFailureKind.Unreachable => "unreachable",
        ExpertFailureKind.TimedOut => "timeout",
        ExpertFailureKind.RateLimited => "rate_limited",
        ExpertFailureKind.Refused => "refused",
        ExpertFailureKind.Malformed => "malformed",
        ExpertFailureKind.CircuitOpen => "circuit_open",
        ExpertFailureKind.BudgetSpent => "budget_spent",
        _ => problem.ToString(),
    };

    /// <summary>One request in flight. Disposing it ends its span and records its duration.</summary>
    internal sealed class Request : IDisposable
    {
        private readonly OpenAIExpertOptions _options;
        private readonly TimeProvider _time;
        private readonly long _startedAt;
        private readonly Activity? _span;
        private TagList _tags;

        public Request(OpenAIExpertOptions options, TimeProvider time)
        {
            (_options, _time, _startedAt) = (options, time, time.GetTimestamp());
            var endpoint = new Uri(options.Endpoint);
            _tags = new()
            {
                { GenAi.OperationName, GenAi.Chat },
                { GenAi.ProviderName, "openai" },
                { GenAi.RequestModel, options.Model },
                { GenAi.ServerAddress, endpoint.Host },
                { ExpertName, options.Name },
            };
            _span = Source.StartActivity($"{GenAi.Chat} {options.Model}", ActivityKind.Client, default(ActivityContext), _tags);
            _span?
                .SetTag(GenAi.ServerPort, endpoint.Port)
                .SetTag(GenAi.RequestMaxTokens, options.MaxTokens)
                .SetTag(GenAi.RequestTemperature, options.Temperature);
        }

        /// <summary>Records what the request used.</summary>
        public void RecordUsage(string model, string finish, ExpertSpending usage)
        {
            _span?
                .SetTag(GenAi.ResponseModel, model)
                .SetTag(GenAi.FinishReasons, new[] { finish })
                .SetTag(GenAi.InputTokens, usage.InputTokens)
                .SetTag(GenAi.OutputTokens, usage.OutputTokens);
            Tokens.Record(usage.InputTokens, With("input"));
            Tokens.Record(usage.OutputTokens, With("output"));
            if (ExpertPrices.Of(_options) is { } prices) Costs.Add((double)prices.Cost(usage), new KeyValuePair<string, object?>(ExpertName, _options.Name));
        }

        /// <summary>Records why the request failed.</summary>
        public void RecordFailure(Exception exception)
        {
            var type = exception is ExpertException { Problem: var problem } ? Name(problem) : "cancelled";
            _tags.Add(GenAi.ErrorType, type);
            _span?.SetTag(GenAi.ErrorType, type).SetStatus(exception is ExpertException ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
        }

        public void Dispose()
        {
            // While the span is still open, so that the measurement can refer to it as its exemplar.
            Durations.Record(_time.GetElapsedTime(_startedAt).TotalSeconds, _tags);
            _span?.Dispose();
        }

        private TagList With(string tokenType)
        {
            var tags = _tags;
            tags.Add(GenAi.TokenType, tokenType);
            return tags;
        }
    }
}
