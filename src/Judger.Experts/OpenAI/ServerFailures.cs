using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Text.Json;
using Judger.Core.Judgments;

namespace Judger.Experts.OpenAI;

/// <summary>Says why a server gave no reply: the kind of failure, whom it concerns, and the remedy. No message contains a key.</summary>
internal sealed class ServerFailures(OpenAIExpertOptions options, TimeProvider time)
{
    private const int MaxServerMessage = 300;

    /// <summary>The status of the response behind a failure; 0 where there was none.</summary>
    public static int Status(ExpertException exception) => exception.InnerException is ClientResultException { Status: var status } ? status : 0;

    /// <summary>The error in the response behind a failure.</summary>
    public static ServerError Error(ExpertException exception) =>
        ServerError.Read((exception.InnerException as ClientResultException)?.GetRawResponse()?.Content);

    /// <summary>True where something answers, but not an OpenAI-compatible API.</summary>
    public static bool IsWrongAddress(ExpertException exception) => Status(exception) switch
    {
        404 => Error(exception) is var error && !error.IsAboutTheModel && error.Parameter is null,
        405 or (>= 300 and < 400) => true,
        0 => exception.Problem == ExpertFailureKind.Malformed && exception.InnerException is JsonException,
        _ => false,
    };

    public ExpertException TimedOut(Exception cause) => new(
        ExpertFailureKind.TimedOut,
        $"The expert {options.Name} did not answer within {options.Timeout.TotalSeconds:0.#} s. Raise its Timeout if it needs longer.",
        null,
        cause);

    public ExpertException Unreachable(Exception cause, Uri endpoint) => new(
        ExpertFailureKind.Unreachable, $"The expert {options.Name} cannot be reached at {endpoint}: {Line(cause.Message)}", null, cause);

    public ExpertException NotJson(JsonException cause, Uri endpoint) => new(
        ExpertFailureKind.Malformed,
        $"The response of expert {options.Name} is not JSON. Check that Endpoint ({endpoint}) is the base address of an OpenAI-compatible API, with /v1.",
        null,
        cause);

    public ExpertException Malformed(Exception cause, string problem, Uri endpoint) => new(
        ExpertFailureKind.Malformed,
        $"The response of expert {options.Name} is not a chat completion: {problem}. Check that {endpoint} is OpenAI-compatible.",
        null,
        cause)
    {
        IsAboutTheRequest = true,
    };

    /// <summary>The failure of a response that is an error.</summary>
    public ExpertException Of(ClientResultException exception, Uri endpoint)
    {
        if (exception.Status == 0) return Unreachable(exception, endpoint);
        var response = exception.GetRawResponse();
        return Of(exception.Status, ServerError.Read(response?.Content), RetryAfter(response), endpoint, exception);
    }

    /// <summary>The failure that a response of status 200 contains, or null.</summary>
    public ExpertException? Inside(JsonElement root, BinaryData body, Uri endpoint)
    {
        if (root.ValueKind != JsonValueKind.Object || root.TryGetProperty("choices", out _)) return null;
        if (!root.TryGetProperty("error", out var member) || member.ValueKind is not (JsonValueKind.Object or JsonValueKind.String)) return null;
        var error = ServerError.Read(body);
        var isStatus = int.TryParse(error.Code, CultureInfo.InvariantCulture, out var status) && status is >= 400 and < 600;
        return Of(isStatus ? status : 500, error, null, endpoint, null);
    }

    private ExpertException Of(int status, ServerError error, TimeSpan? retryAfter, Uri endpoint, Exception? cause)
    {
        var problem = status switch
        {
            408 or 504 => ExpertFailureKind.TimedOut,
            // Waiting does not help when the quota of the account is used up.
            429 when error.Words.Contains("insufficient_quota", StringComparison.Ordinal) => ExpertFailureKind.Refused,
            429 => ExpertFailureKind.RateLimited,
            >= 500 => ExpertFailureKind.Unreachable,
            < 400 => ExpertFailureKind.Malformed,
            _ => ExpertFailureKind.Refused,
        };
        var isAboutTheModel = status is 400 or 404 or 422 && error.IsAboutTheModel;
        var remedy = status switch
        {
            _ when isAboutTheModel => $" Check Model (\"{options.Model}\"): {endpoint}/models lists the server's models.",
            401 or 403 => " Check the API key.",
            404 or 405 or < 400 => $" Check Endpoint ({endpoint}): it is the base address of an OpenAI-compatible API, with /v1. Check Model too.",
            402 or 429 when problem == ExpertFailureKind.Refused => " Check the account's quota.",
            _ => "",
        };
        var reason = Line(error.Message) is { Length: > 0 } words ? $": {words.TrimEnd('.')}." : ".";
        return new(problem, $"The expert {options.Name} answered with HTTP status {status}{reason}{remedy}", retryAfter, cause)
        {
            IsAboutTheRequest = status is 400 or 413 or 415 or 422 && !isAboutTheModel,
        };
    }

    private TimeSpan? RetryAfter(PipelineResponse? response)
    {
        if (response is null || !response.Headers.TryGetValue("Retry-After", out var value) || value is null) return null;
        if (double.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e6) return TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)) return null;
        var pause = date - time.GetUtcNow();
        return pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
    }

    private static string Line(string text) => JudgmentFeedback.Sanitize(text, MaxServerMessage);
}
