namespace Judger.Experts.Telemetry;

/// <summary>
/// Names from OpenTelemetry's semantic conventions for generative AI (github.com/open-telemetry/semantic-conventions, docs/gen-ai, version 1.37.0). Their
/// status is "development", so the version is pinned.
/// </summary>
public static class GenAi
{
    /// <summary>The version of the conventions, for spans. Metrics do not carry it: Prometheus would make it a label of every series.</summary>
    public const string SchemaUrl = "https://opentelemetry.io/schemas/1.37.0";

    public const string OperationName = "gen_ai.operation.name";
    public const string Chat = "chat";
    public const string ProviderName = "gen_ai.provider.name";
    public const string RequestModel = "gen_ai.request.model";
    public const string RequestMaxTokens = "gen_ai.request.max_tokens";
    public const string RequestTemperature = "gen_ai.request.temperature";
    public const string ResponseModel = "gen_ai.response.model";
    public const string FinishReasons = "gen_ai.response.finish_reasons";
    public const string InputTokens = "gen_ai.usage.input_tokens";
    public const string OutputTokens = "gen_ai.usage.output_tokens";
    public const string TokenType = "gen_ai.token.type";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string ErrorType = "error.type";

    /// <summary>Bucket boundaries for durations, in seconds, as the conventions advise.</summary>
    public static IReadOnlyList<double> DurationBuckets { get; } = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

    /// <summary>Bucket boundaries for the time to the first token, in seconds.</summary>
    public static IReadOnlyList<double> FirstTokenBuckets { get; } = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    /// <summary>Bucket boundaries for the time of each further token, in seconds.</summary>
    public static IReadOnlyList<double> FurtherTokenBuckets { get; } = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5];

    /// <summary>Bucket boundaries for numbers of tokens.</summary>
    public static IReadOnlyList<long> TokenBuckets { get; } = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];
}
