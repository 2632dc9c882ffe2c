using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using Judger.Experts.Telemetry;
using Microsoft.Extensions.Logging;
using OpenAI;
using OpenAI.Chat;

namespace Judger.Experts.OpenAI;

/// <summary>
/// One model of an OpenAI-compatible server. It leaves out what the server refuses by name, and finds the server below <c>/v1</c> where the configured address
/// lacks it. Every failure is an <see cref="ExpertException"/>. Thread-safe.
/// </summary>
internal sealed partial class OpenAIChat : IDisposable
{
    private readonly OpenAIExpertOptions _options;
    private readonly ServerDialect _dialect;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ServerAddress _address;
    private readonly ServerFailures _failures;
    private readonly HttpClient _http;
    private readonly string _key;

    public OpenAIChat(OpenAIExpertOptions options, ServerDialect dialect, TimeProvider time, ILogger logger)
    {
        (_options, _dialect, _time, _logger) = (options, dialect, time, logger);
        _address = new(options.Endpoint);
        _failures = new(options, time);
        _key = ApiKeys.Read(options) ?? "none";

        // A redirect could send the key to any other server.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        _http = new(new BoundedResponses(handler)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>One completion. Parameters that the server refuses by name are left out, this time and from then on.</summary>
    public async Task<ChatReply> CompleteAsync(ChatPrompt prompt, CancellationToken cancellationToken)
    {
        var refused = new HashSet<ChatParameter>();
        while (true)
        {
            var request = new ChatRequest(_options, prompt, parameter => refused.Contains(parameter) || _dialect.Refuses(parameter));
            try
            {
                var reply = await FindServerAsync(request, cancellationToken);
                Learn(refused);
                return reply;
            }
            catch (ExpertException exception) when (Refused(exception, request) is { } parameter && refused.Add(parameter))
            {
                // The parameter was the reason only if the server accepts the same question without it.
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<ChatReply> FindServerAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        var endpoint = _dialect.Endpoint ?? _address.Given;
        try
        {
            return await TimedAsync(endpoint, request, cancellationToken);
        }
        catch (ExpertException exception) when (ServerFailures.IsWrongAddress(exception) && endpoint == _address.Given && _address.WithVersion is not null)
        {
            return await TryWithVersionAsync(exception, request, cancellationToken);
        }
    }

    private async Task<ChatReply> TryWithVersionAsync(ExpertException first, ChatRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await TimedAsync(_address.WithVersion!, request, cancellationToken);
            Learn(_address.WithVersion!);
            return reply;
        }
        catch (ExpertException exception) when (
            ServerFailures.IsWrongAddress(exception) || exception.Problem is ExpertFailureKind.Unreachable or ExpertFailureKind.TimedOut)
        {
            // The server is not there either. The address that was given is the one to correct.
            throw first;
        }
        catch (ExpertException)
        {
            Learn(_address.WithVersion!);
            throw;
        }
    }

    private async Task<ChatReply> TimedAsync(Uri endpoint, ChatRequest request, CancellationToken cancellationToken)
    {
        using var recorded = ExpertTelemetry.StartRequest(_options, _time);
        try
        {
            var reply = await SendAsync(endpoint, request, cancellationToken);
            recorded.RecordUsage(reply.Model ?? _options.Model, reply.Finish ?? "unknown", reply.Usage);
            return reply;
        }
        catch (Exception exception)
        {
            recorded.RecordFailure(exception);
            throw;
        }
    }

    private async Task<ChatReply> SendAsync(Uri endpoint, ChatRequest request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var content = BinaryContent.Create(request.Body);
            var result = await Client(endpoint).CompleteChatAsync(content, new() { CancellationToken = either.Token });
            return Read(endpoint, result.GetRawResponse().Content);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            throw _failures.TimedOut(exception);
        }
        catch (ClientResultException exception)
        {
            throw _failures.Of(exception, endpoint);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException
            || exception is AggregateException { InnerException: HttpRequestException or IOException })
        {
            throw _failures.Unreachable(exception, endpoint);
        }
    }

    private ChatReply Read(Uri endpoint, BinaryData body)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body.ToMemory());
        }
        catch (JsonException exception)
        {
            throw _failures.NotJson(exception, endpoint);
        }

        using (document)
        {
            try
            {
                // Gateways that have begun to answer can report an error only inside a response of status 200.
                if (_failures.Inside(document.RootElement, body, endpoint) is { } failure) throw failure;
                return ChatReplyReader.Read(document.RootElement);
            }
            catch (FormatException exception)
            {
                throw _failures.Malformed(exception, exception.Message, endpoint);
            }
            catch (InvalidOperationException exception)
            {
                // Half of a surrogate pair, or bytes that are not UTF-8.
                throw _failures.Malformed(exception, "a text in it is not valid Unicode", endpoint);
            }
        }
    }

    private ChatParameter? Refused(ExpertException exception, ChatRequest request)
    {
        if (ServerFailures.Status(exception) is not (400 or 404 or 415 or 422)) return null;
        var error = ServerFailures.Error(exception);
        if (ServerFailures.Status(exception) is 400 or 422 && RefusedParameter.Find(error, request.Sent) is { } parameter) return parameter;

        // Many servers do not say that it is the schema that they do not know. Routers answer 404 where no model behind them supports the parameters.
        var mayBeSchema = ServerFailures.Status(exception) != 404 || error.Message.Contains("parameter", StringComparison.OrdinalIgnoreCase);
        return _options.Format == VerdictFormat.Auto && mayBeSchema && !error.IsAboutTheModel && request.Sent.Contains(ChatParameter.ResponseFormat)
            ? ChatParameter.ResponseFormat
            : null;
    }

    private ChatClient Client(Uri endpoint) => new(_options.Model, new ApiKeyCredential(_key), new OpenAIClientOptions
    {
        Endpoint = endpoint,
        // The timeout is kept here, by the clock that was given.
        NetworkTimeout = Timeout.InfiniteTimeSpan,
        // The resilient expert retries, because it also limits and counts requests.
        RetryPolicy = new ClientRetryPolicy(0),
        Transport = new HttpClientPipelineTransport(_http),
    });

    private void Learn(HashSet<ChatParameter> refused)
    {
        foreach (var parameter in refused)
            if (_dialect.Learn(parameter)) LogRefused(_options.Name, RefusedParameter.Name(parameter));
    }

    private void Learn(Uri endpoint)
    {
        if (_dialect.Learn(endpoint)) LogMoved(_options.Name, _options.Endpoint, endpoint.ToString());
    }

    [LoggerMessage(EventId = 1, EventName = "ExpertParameterRefused", Level = LogLevel.Warning,
        Message = "The server of expert {Expert} refuses {Parameter}. It is left out from now on.")]
    private partial void LogRefused(string expert, string parameter);

    [LoggerMessage(EventId = 2, EventName = "ExpertAddressCompleted", Level = LogLevel.Warning,
        Message = "The server of expert {Expert} does not answer at {Endpoint} but at {Found}. Set its endpoint to {Found}.")]
    private partial void LogMoved(string expert, string endpoint, string found);
}
