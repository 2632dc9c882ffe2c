using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using Judger.Core.Judgments;
using OpenAI;
using OpenAI.Chat;

namespace Judger.Experts;

/// <summary>One model of an OpenAI-compatible server. Whatever goes wrong is an <see cref="ExpertException"/>. Any thread.</summary>
internal sealed class OpenAIChat : IDisposable
{
    private const int MaxServerWords = 200;

    private readonly OpenAIExpertOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly ChatClient _client;

    public OpenAIChat(OpenAIExpertOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        // A redirect would carry the key to whoever the server names.
        _http = new(new BoundedResponses(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        _client = new(options.Model, new ApiKeyCredential(ApiKeys.Read(options) ?? "none"), new OpenAIClientOptions
        {
            Endpoint = new(options.Endpoint),
            NetworkTimeout = options.Timeout,
            // Tries are the guard's business, which also paces and counts them.
            RetryPolicy = new ClientRetryPolicy(0),
            Transport = new HttpClientPipelineTransport(_http),
        });
    }

    /// <summary>One completion: its text (empty where the model refused) and its usage.</summary>
    public async Task<(string Text, ExpertUsage Usage)> CompleteAsync(string system, string user, IReadOnlyList<ExpertPicture> pictures, ChatResponseFormat? format, CancellationToken cancellationToken)
    {
        using var request = ExpertTelemetry.Begin(_options);
        try
        {
            return await SendAsync(request, system, user, pictures, format, cancellationToken);
        }
        catch (Exception exception)
        {
            request.Fail(exception);
            throw;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<(string Text, ExpertUsage Usage)> SendAsync(
        ExpertTelemetry.Request request, string system, string user, IReadOnlyList<ExpertPicture> pictures, ChatResponseFormat? format, CancellationToken cancellationToken)
    {
        var parts = pictures.Select(picture => ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(picture.Bytes), picture.MediaType)).Append(ChatMessageContentPart.CreateTextPart(user));
        var options = new ChatCompletionOptions { MaxOutputTokenCount = _options.MaxTokens, ResponseFormat = format, Temperature = (float?)_options.Temperature };
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            ChatCompletion completion = await _client.CompleteChatAsync([new SystemChatMessage(system), new UserChatMessage(parts)], options, either.Token);
            var usage = new ExpertUsage(1, completion.Usage?.InputTokenCount ?? 0, completion.Usage?.OutputTokenCount ?? 0);
            request.Tell(completion.Model, completion.FinishReason.ToString(), usage);
            return (string.Concat(completion.Content.Select(part => part.Text)), usage);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            throw new ExpertException(ExpertProblem.TimedOut, $"The expert {_options.Name} did not answer within {_options.Timeout.TotalSeconds:0.#} s.", null, exception);
        }
        catch (ClientResultException exception)
        {
            throw Failed(exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || exception is AggregateException { InnerException: HttpRequestException or IOException })
        {
            throw Unreachable(exception);
        }
#pragma warning disable CA1031 // The SDK throws whatever its parser meets in an answer that is none.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw new ExpertException(ExpertProblem.Malformed, $"The expert {_options.Name} sent what is no chat completion; is {_options.Endpoint} an OpenAI-compatible server?", null, exception);
        }
    }

    private ExpertException Failed(ClientResultException exception)
    {
        var status = exception.Status;
        if (status == 0) return Unreachable(exception);
        var problem = status switch
        {
            408 or 504 => ExpertProblem.TimedOut,
            // A quota that is used up does not come back by waiting.
            429 when exception.Message.Contains("insufficient_quota", StringComparison.Ordinal) => ExpertProblem.Refused,
            429 => ExpertProblem.RateLimited,
            >= 500 => ExpertProblem.Unreachable,
            < 400 => ExpertProblem.Malformed,
            _ => ExpertProblem.Refused,
        };
        var remedy = status switch
        {
            401 or 403 => " Check the API key.",
            404 => " Check endpoint and model.",
            _ => "",
        };
        var words = JudgmentFeedback.Sanitize(exception.Message, MaxServerWords);
        return new(problem, $"The expert {_options.Name} answered {status}: {words}{remedy}", RetryAfter(exception.GetRawResponse()), exception);
    }

    private ExpertException Unreachable(Exception exception) =>
        new(ExpertProblem.Unreachable, $"The expert {_options.Name} cannot be reached at {_options.Endpoint}: {JudgmentFeedback.Sanitize(exception.Message, MaxServerWords)}", null, exception);

    private TimeSpan? RetryAfter(PipelineResponse? response)
    {
        if (response is null || !response.Headers.TryGetValue("Retry-After", out var value) || value is null) return null;
        if (double.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e6) return TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)) return null;
        var pause = date - _time.GetUtcNow();
        return pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
    }
}
