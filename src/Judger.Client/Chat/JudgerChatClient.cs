using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Judger.Client.Chat;

/// <summary>
/// Judger as a chat client. The last user turn's text is the question; earlier turns and instructions are heeded in its answer. Images (DataContent, or
/// UriContent: an address, or <c>urn:sha256:DIGEST</c> of an image that was put) may be in any user turn; the last of them is looked at closely. Sampling
/// options become <see cref="AskOptions.Answer"/>. A stream has an update without text for each stage, and the answer: as it is written where neither another
/// look nor a judgment can change it, else whole in the end.
/// </summary>
/// <param name="judger">The client that asks. It is not disposed of.</param>
/// <param name="settings">How questions are asked.</param>
public sealed class JudgerChatClient(IJudgerClient judger, JudgerChatOptions? settings = null) : IChatClient
{
    private static readonly TimeSpan CancelLimit = TimeSpan.FromSeconds(2);

    private readonly JudgerChatOptions _settings = settings ?? new();
    private readonly ChatClientMetadata _metadata = new("judger", defaultModelId: settings?.Ask.Model);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The conversation asks for something that Judger does not do.</exception>
    /// <exception cref="ArgumentException">There is no question.</exception>
    /// <exception cref="ImageRejectedException">An image cannot be fetched or read.</exception>
    /// <exception cref="JudgerException">As <see cref="IJudgerClient.AskAsync"/> throws.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = await RequestAsync(messages, options, cancellationToken);
        return ChatAnswers.Response(await judger.AskAsync(request, cancellationToken: cancellationToken));
    }

    /// <inheritdoc cref="GetResponseAsync"/>
    /// <exception cref="AnswerChangedException">The answer is another than the text that came.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = await RequestAsync(messages, options, cancellationToken);
        var id = QuestionId.New();
        var isAnswered = false;
        try
        {
            var answer = new StreamedAnswer(id);
            await foreach (var happened in judger.AskStreamAsync(request, id, new EventOptions { Text = EventText.Final }, cancellationToken))
            {
                if (happened.Piece is null) yield return ChatAnswers.Update(happened, id, request);
                else if (answer.Next(happened) is { } piece) yield return ChatAnswers.Text(piece.Text, happened, id, request);
            }

            var record = await judger.AskAsync(request, id, cancellationToken);
            isAnswered = true;
            yield return ChatAnswers.Last(record, answer.End(record)?.Text ?? "");
        }
        finally
        {
            // Nobody else knows the id.
            if (!isAnswered) await TryCancelAsync(id);
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(judger) ? judger
            : null;
    }

    /// <summary>There is nothing to dispose of.</summary>
    public void Dispose()
    {
    }

    private async Task<AskRequest> RequestAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var question = ConversationQuestion.Read(this, messages, options, _settings);
        var digests = new List<ImageDigest>(question.Images.Count);
        foreach (var image in question.Images) digests.Add(image.Digest ?? await judger.PutImageAsync(await BytesAsync(image), cancellationToken));
        return new()
        {
            Images = digests,
            Attended = Math.Max(digests.Count - 1, 0),
            Question = question.Text,
            Options = question.Options,
            Instructions = question.Instructions,
            Turns = question.Turns,
        };

        async Task<byte[]> BytesAsync(ConversationImage image) =>
            image.Bytes ?? await ImageDownload.FetchAsync(image.Address!, _settings.Http, cancellationToken);
    }

    private async Task TryCancelAsync(QuestionId id)
    {
        using var limit = new CancellationTokenSource(CancelLimit);
        try
        {
            await judger.CancelAsync(id, limit.Token);
        }
        catch (Exception exception) when (exception is JudgerException or OperationCanceledException)
        {
            // The server stops a question that nobody waits for.
        }
    }
}
