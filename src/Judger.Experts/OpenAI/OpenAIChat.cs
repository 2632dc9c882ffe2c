using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using Judger.Core.Judgments;
using Judger.Experts.Telemetry;
using OpenAI;
using OpenAI.Chat;

namespace Judger.Experts.OpenAI;

/// <summary>One model of an OpenAI-compatible server. Every failure is an <see cref="ExpertException"/>. Thread-safe.</summary>
internal sealed class OpenAIChat : IDisposable
{
    private const int MaxServerMessage = 200;

    private readonly OpenAIExpertOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly ChatClient _client;

    public OpenAIChat(OpenAIExpertOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        // A redirect could send the key to any other server.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        _http = new(new BoundedResponses(handler)) { Timeout = Timeout.InfiniteTimeSpan };
        _client = new(options.Model, new ApiKeyCredential(ApiKeys.Read(options) ?? "none"), new OpenAIClientOptions
        {
            Endpoint = new(options.Endpoint),
            // The timeout is kept here, by the clock that was given.
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            // The resilient expert retries, because it also limits and counts requests.
            RetryPolicy = new ClientRetryPolicy(0),
            Transport = new HttpClientPipelineTransport(_http),
        });
    }

    /// <summary>One completion: its text (empty where the model refused) and its usage.</summary>
    public async Task<(string Text, ExpertSpending Usage)> CompleteAsync(
        string system, string user, IReadOnlyList<ExpertPicture> pictures, ChatResponseFormat? format, CancellationToken cancellationToken)
    {
        using var request = ExpertTelemetry.StartRequest(_options, _time);
        try
        {
            return await SendAsync(request, system, user, pictures, format, cancellationToken);
        }
        catch (Exception exception)
        {
            request.RecordFailure(exception);
            throw;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<(string Text, ExpertSpending Usage)> SendAsync(
        ExpertTelemetry.Request request,
        string system,
        string user,
        IReadOnlyList<ExpertPicture> pictures,
        ChatResponseFormat? format,
        CancellationToken cancellationToken)
    {
        var parts = pictures
            .Select(picture => ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(picture.Bytes), picture.MediaType))
            .Append(ChatMessageContentPart.CreateTextPart(user));
        var options = new ChatCompletionOptions
        {
            MaxOutputTokenCount = _options.MaxTokens,
            ResponseFormat = format,
            Temperature = (float?)_options.Temperature,
        };
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            ChatCompletion completion = await _client.CompleteChatAsync([new SystemChatMessage(system), new UserChatMessage(parts)], options, either.Token);
            var usage = new ExpertSpending(1, completion.Usage?.InputTokenCount ?? 0, completion.Usage?.OutputTokenCount ?? 0);
            request.RecordUsage(completion.Model, completion.FinishReason.ToString(), usage);
            return (string.Concat(completion.Content.Select(part => part.Text)), usage);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            var message = $"The expert {_options.Name} did not answer within {_options.Timeout.TotalSeconds:0.#} s. Raise its Timeout if it needs longer.";
            throw new ExpertException(ExpertFailureKind.TimedOut, message, null, exception);
        }
        catch (ClientResultException exception)
        {
            throw Failed(exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException
            || exception is AggregateException { InnerException: HttpRequestException or IOException })
        {
            throw Unreachable(exception);
        }
#pragma warning disable CA1031 // The SDK's parser throws exceptions of any type when a response is not a chat completion.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var message = $"The response of expert {_options.Name} is not a chat completion. Check that {_options.Endpoint} is OpenAI-compatible.";
            throw new ExpertException(ExpertFailureKind.Malformed, message, null, exception);
        }
    }

    private ExpertException Failed(ClientResultException exception)
    {
        var status = exception.Status;
        if (status == 0) return Unreachable(exception);
        var problem = status switch
        {
            408 or 504 => ExpertFailureKind.TimedOut,
            // Waiting does not help when the quota of the account is used up.
            429 when exception.Message.Contains("insufficient_quota", StringComparison.Ordinal) => ExpertFailureKind.Refused,
            429 => ExpertFailureKind.RateLimited,
            >= 500 => ExpertFailureKind.Unreachable,
            < 400 => ExpertFailureKind.Malformed,
            _ => ExpertFailureKind.Refused,
        };
        var remedy = status switch
        {
            401 or 403 => " Check the API key.",
            404 => " Check Endpoint and Model.",
            _ => "",
        };
        var reason = JudgmentFeedback.Sanitize(exception.Message, MaxServerMessage);
        var message = $"The expert {_options.Name} answered with HTTP status {status}: {reason}{remedy}";
        return new(problem, message, RetryAfter(exception.GetRawResponse()), exception);
    }

    private ExpertException Unreachable(Exception exception)
    {
        var reason = JudgmentFeedback.Sanitize(exception.Message, MaxServerMessage);
        return new(ExpertFailureKind.Unreachable, $"The expert {_options.Name} cannot be reached at {_options.Endpoint}: {reason}", null, exception);
    }

    private TimeSpan? RetryAfter(PipelineResponse? response)
    {
        if (response is null || !response.Headers.TryGetValue("Retry-After", out var value) || value is null) return null;
        if (double.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e6) return TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)) return null;
        var pause = date - _time.GetUtcNow();
        return pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
    }
}
