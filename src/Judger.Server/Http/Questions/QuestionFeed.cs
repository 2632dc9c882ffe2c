using System.Runtime.CompilerServices;
using Judger.Client;
using Judger.Server.Http.Errors;
using Judger.Server.Telemetry;
using Microsoft.Extensions.Logging;

namespace Judger.Server.Http.Questions;

/// <summary>
/// A question's events for a stream, whatever its format. The beginning is held back while the question may still be refused, so that a refusal has a status of
/// its own; an error after that is an item, as the status was sent.
/// </summary>
internal sealed partial class QuestionFeed(IJudgerClient client, HttpOptions options, ILogger<QuestionFeed> logger)
{
    // Slots refuse at once. Whoever watches stages wants to see that the first has begun.
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Asks for a caller that follows the stages: the stream is held back until the first has ended or has written something, or for a second.
    /// </summary>
    /// <exception cref="JudgerException">The question was refused in that time.</exception>
    public Task<IAsyncEnumerable<FeedItem>> WatchAsync(AskRequest request, QuestionId id, EventOptions wanted, CancellationToken cancellationToken) =>
        OpenAsync(id, client.AskStreamAsync(request, id, wanted, cancellationToken), Least(LongestHold), cancellationToken);

    /// <summary>
    /// Asks for a caller that waits for the answer: the stream is held back until the first stage has ended or has written something, or for as long as proxies
    /// tolerate silence.
    /// </summary>
    /// <exception cref="JudgerException">The question was refused in that time.</exception>
    public Task<IAsyncEnumerable<FeedItem>> AskAsync(AskRequest request, QuestionId id, EventOptions wanted, CancellationToken cancellationToken) =>
        OpenAsync(id, client.AskStreamAsync(request, id, wanted, cancellationToken), options.StreamKeepAlive, cancellationToken);

    /// <summary>Listens to a question, and begins nothing.</summary>
    /// <exception cref="JudgerException">The question ended without an answer in the time in which the stream is held back.</exception>
    public Task<IAsyncEnumerable<FeedItem>> ListenAsync(QuestionId id, EventOptions wanted, CancellationToken cancellationToken) =>
        OpenAsync(id, client.ListenAsync(id, wanted, cancellationToken), Least(LongestHold), cancellationToken);

    private TimeSpan Least(TimeSpan hold) => hold < options.StreamKeepAlive ? hold : options.StreamKeepAlive;

    private async Task<IAsyncEnumerable<FeedItem>> OpenAsync(
        QuestionId id, IAsyncEnumerable<QuestionEvent> source, TimeSpan hold, CancellationToken cancellationToken)
    {
        var events = source.GetAsyncEnumerator(cancellationToken);
        var seen = new List<QuestionEvent>();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var held = Task.Delay(hold, over.Token);
            while (true)
            {
                var next = events.MoveNextAsync().AsTask();
                if (await Task.WhenAny(next, held) != next || !await next) return FollowAsync(id, events, seen, next, cancellationToken);
                seen.Add(events.Current);
                if (events.Current is { IsFinished: true } or { Piece: not null }) return FollowAsync(id, events, seen, null, cancellationToken);
            }
        }
        catch
        {
            await events.DisposeAsync();
            throw;
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    /// <param name="id">The question.</param>
    /// <param name="events">Its events.</param>
    /// <param name="seen">Those that were held back.</param>
    /// <param name="pending">The event that is on its way already, or the end.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    private async IAsyncEnumerable<FeedItem> FollowAsync(
        QuestionId id,
        IAsyncEnumerator<QuestionEvent> events,
        List<QuestionEvent> seen,
        Task<bool>? pending,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            foreach (var happened in seen) yield return new(happened);
            for (FeedItem? item = null; item is not { IsEnd: true }; pending = null)
            {
                item = await NextAsync(id, events, pending ?? events.MoveNextAsync().AsTask(), cancellationToken);
                yield return item;
            }
        }
        finally
        {
            // A client that left during what was held back: its events must not be disposed while one is awaited.
            if (pending is not null) await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await events.DisposeAsync();
        }
    }

    private async Task<FeedItem> NextAsync(QuestionId id, IAsyncEnumerator<QuestionEvent> events, Task<bool> next, CancellationToken cancellationToken)
    {
        try
        {
            if (await next) return new(events.Current);
            return await client.GetAsync(id, cancellationToken) is { IsFinished: true } record
                ? new(Record: record)
                : new(Error: HttpError.Of(new ClusterUnavailableException(
                    $"Question {id.Name} was given up before its first stage ended, and nothing of it was kept. Ask it again.")));
        }
        catch (JudgerException exception)
        {
            return new(Error: HttpError.Of(exception));
        }
#pragma warning disable CA1031 // The status was sent: an error that is not an item would look like a broken connection.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogStreamFailed(id, exception);
            return new(Error: HttpError.Defect);
        }
    }

    [LoggerMessage(EventId = LogEvents.StreamFailed, EventName = nameof(LogEvents.StreamFailed), Level = LogLevel.Error,
        Message = "The stream of question {Question} failed")]
    private partial void LogStreamFailed(QuestionId question, Exception exception);
}
