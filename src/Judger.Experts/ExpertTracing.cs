using System.Diagnostics;

namespace Judger.Experts;

/// <summary>Spans of requests to experts, by OpenTelemetry's conventions for generative AI.</summary>
public static class ExpertTracing
{
    /// <summary>The name under which spans are listened to.</summary>
    public const string SourceName = "Judger.Experts";

    private static readonly ActivitySource Source = new(SourceName, typeof(ExpertTracing).Assembly.GetName().Version?.ToString(3));

    /// <summary>One request.</summary>
    internal static Activity? Start(OpenAIExpertOptions options)
    {
        var span = Source.StartActivity($"chat {options.Model}", ActivityKind.Client);
        if (span is null) return null;
        var endpoint = new Uri(options.Endpoint);
        return span.SetTag("gen_ai.operation.name", "chat").SetTag("gen_ai.provider.name", "openai").SetTag("gen_ai.request.model", options.Model).SetTag("gen_ai.request.max_tokens", options.MaxTokens)
            .SetTag("gen_ai.request.temperature", options.Temperature).SetTag("server.address", endpoint.Host).SetTag("server.port", endpoint.Port).SetTag("judger.expert", options.Name);
    }

    /// <summary>What it used.</summary>
    internal static void Tell(this Activity? span, string model, ExpertUsage usage) => span?
        .SetTag("gen_ai.response.model", model).SetTag("gen_ai.usage.input_tokens", usage.InputTokens).SetTag("gen_ai.usage.output_tokens", usage.OutputTokens);

    /// <summary>Why it failed.</summary>
    internal static bool Fail(this Activity? span, Exception exception)
    {
        span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", exception.GetType().Name);
        return false;
    }
}
