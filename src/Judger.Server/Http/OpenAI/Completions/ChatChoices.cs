using Judger.Client;
using Judger.Server.Http.Chat;
using Judger.Server.Http.Questions;
using Judger.Server.Http.Security;

namespace Judger.Server.Http.OpenAI.Completions;

/// <summary>
/// The questions that a chat asks: one for each of its choices, with an id and a seed of its own. Where the most probable token is always taken, every choice
/// is the same answer, and there is one question. They fail together: when one cannot be answered, the others are stopped.
/// </summary>
internal sealed class ChatChoices
{
    private static readonly EventOptions Wanted = new() { Text = EventText.Final };

    private readonly IReadOnlyList<(QuestionId Id, AskRequest Request)> _questions;

    private ChatChoices(IReadOnlyList<(QuestionId Id, AskRequest Request)> questions) => _questions = questions;

    /// <summary>The ids of the choices' questions. They follow from the chat's, so that a chat that is sent again joins its questions.</summary>
    /// <exception cref="ParameterException">The chat's id is too long for that.</exception>
    public static IReadOnlyList<QuestionId> Ids(ChatQuestion chat, QuestionId id)
    {
        var count = IsGreedy(chat.Options.Answer) ? 1 : chat.Choices;
        return [id, .. Enumerable.Range(1, count - 1).Select(choice => QuestionId.TryParseName($"{id}-{choice}", out var derived)
            ? derived
            : throw ParameterException.Value("Idempotency-Key", "Idempotency-Key is too long for n above 1. Give at most 126 characters."))];
    }

    /// <summary>The questions, by their ids.</summary>
    public static ChatChoices Of(AskRequest request, IReadOnlyList<QuestionId> ids, Caller caller) =>
        new([.. ids.Select((id, choice) => (caller.Scoped(id), Seeded(request, choice)))]);

    /// <summary>Asks all of them and waits for the answers, in the order of the choices.</summary>
    /// <exception cref="JudgerException">What is wrong with the first that cannot be answered.</exception>
    public async Task<IReadOnlyList<QuestionRecord>> AskAsync(IJudgerClient client, CancellationToken cancellationToken)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        return await AllAsync(question => client.AskAsync(question.Request, question.Id, all.Token), all);
    }

    /// <summary>Asks all of them, and returns their events as they come, each with its choice.</summary>
    /// <exception cref="JudgerException">One was refused while the streams were held back.</exception>
    public async Task<IAsyncEnumerable<FeedItem>> StreamAsync(QuestionFeed feed, bool areStagesWanted, CancellationToken cancellationToken)
    {
        // Not disposed of: the streams end with it, which may be after the last of them was read.
        var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var feeds = await AllAsync(
            question => areStagesWanted
                ? feed.WatchAsync(question.Request, question.Id, Wanted, all.Token)
                : feed.AskAsync(question.Request, question.Id, Wanted, all.Token),
            all);
        return feeds.Length == 1 ? feeds[0] : MergeAsync(feeds, all);
    }

    private async Task<T[]> AllAsync<T>(Func<(QuestionId Id, AskRequest Request), Task<T>> ask, CancellationTokenSource all)
    {
        var asked = _questions.Select(ask).ToArray();
        try
        {
            await foreach (var one in Task.WhenEach(asked)) await one;
            return await Task.WhenAll(asked);
        }
        catch
        {
            await all.CancelAsync();
            await ((Task)Task.WhenAll(asked)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private static async IAsyncEnumerable<FeedItem> MergeAsync(IReadOnlyList<IAsyncEnumerable<FeedItem>> feeds, CancellationTokenSource all)
    {
        var readers = feeds.Select(feed => feed.GetAsyncEnumerator()).ToArray();
        var next = readers.Select(reader => reader.MoveNextAsync().AsTask()).ToList<Task<bool>?>();
        try
        {
            while (next.OfType<Task<bool>>().ToList() is { Count: > 0 } reading)
            {
                var read = await Task.WhenAny(reading);
                var choice = next.IndexOf(read);
                next[choice] = null;
                if (!await read) continue;
                yield return readers[choice].Current with { Choice = choice };
                next[choice] = readers[choice].MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // A reader must not be disposed of while it reads.
            await all.CancelAsync();
            await ((Task)Task.WhenAll(next.OfType<Task<bool>>())).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var reader in readers) await reader.DisposeAsync();
        }
    }

    private static AskRequest Seeded(AskRequest request, int choice) => request.Options.Answer.Seed is { } seed && choice > 0
        ? request with { Options = request.Options with { Answer = request.Options.Answer with { Seed = unchecked(seed + choice) } } }
        : request;

    // Logits are divided in single precision: a temperature that is nothing there takes the most probable token too.
    private static bool IsGreedy(AnswerOptions answer) => (float)answer.Temperature <= 0;
}
