using Judger.Protocol;
using Microsoft.Extensions.AI;

namespace Judger.Client.Chat;

/// <summary>A question that is read from a conversation.</summary>
/// <param name="Text">The question: the text of the last user turn.</param>
/// <param name="Instructions">What the system says; null where it says nothing.</param>
/// <param name="Turns">The earlier turns.</param>
/// <param name="Images">The images of all turns, in order. The last is looked at closely.</param>
/// <param name="Options">How the question is to be answered.</param>
internal sealed record ConversationQuestion(
    string Text, string? Instructions, IReadOnlyList<ConversationTurn> Turns, IReadOnlyList<ConversationImage> Images, AskOptions Options)
{
    private static readonly ChatRole Developer = new("developer");

    /// <summary>Reads a conversation. Messages of one side that follow each other are one turn.</summary>
    /// <exception cref="NotSupportedException">It asks for something that Judger does not do; the message says what, and what to do.</exception>
    /// <exception cref="ArgumentException">There is no question.</exception>
    public static ConversationQuestion Read(IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options, JudgerChatOptions settings)
    {
        ArgumentNullException.ThrowIfNull(messages);
        Refuse(options);
        var instructions = new List<string>();
        if (options?.Instructions is { Length: > 0 } general) instructions.Add(general);
        var turns = new List<(TurnRole Role, List<string> Texts, List<ConversationImage> Images)>();
        foreach (var message in messages)
        {
            var content = Content(message);
            if (message.Role == ChatRole.System || message.Role == Developer)
            {
                if (content.Text.Length > 0) instructions.Add(content.Text);
                continue;
            }

            var side = message.Role == ChatRole.User ? TurnRole.User : TurnRole.Assistant;
            if (turns is not [.., var last] || last.Role != side) turns.Add(last = (side, [], []));
            if (content.Text.Length > 0) last.Texts.Add(content.Text);
            last.Images.AddRange(content.Images);
        }

        if (turns is not [.., { Role: TurnRole.User } asked])
            throw new ArgumentException("The conversation does not end with a user message. Give a question in one.", nameof(messages));
        if (asked.Texts.Count == 0) throw new ArgumentException("The message has no text. Ask something.", nameof(messages));
        var earlier = settings.IgnoreEarlierMessages ? [] : turns[..^1];
        List<ConversationImage> images = [.. earlier.SelectMany(turn => turn.Images), .. asked.Images];
        if (images.Count > QuestionLimits.MaxImages)
            throw new ArgumentException($"The conversation has {images.Count} images; the limit is {QuestionLimits.MaxImages}.", nameof(messages));
        return new(
            Join(asked.Texts),
            instructions.Count == 0 ? null : string.Join("\n\n", instructions),
            [.. earlier.Select(turn => new ConversationTurn(turn.Role, Join(turn.Texts), turn.Images.Count))],
            images,
            options is null ? settings.Ask : With(options.RawRepresentationFactory?.Invoke(client) as AskOptions ?? settings.Ask, options));
    }

    private static (string Text, List<ConversationImage> Images) Content(ChatMessage message)
    {
        if (message.Role == ChatRole.Tool) throw new NotSupportedException("Judger does not call tools. Leave messages of the role tool out.");
        var (texts, images) = (new List<string>(), new List<ConversationImage>());
        foreach (var content in message.Contents)
        {
            if (content is TextContent spoken) texts.Add(spoken.Text);
            else if (content is DataContent or UriContent && message.Role == ChatRole.User) images.Add(ConversationImage.Of(content));
            else if (!IsWithoutEffect(content))
            {
                throw new NotSupportedException(
                    $"Judger does not read {content.GetType().Name} of the role {message.Role}. Give texts, and images of the user.");
            }
        }

        return (Join(texts).Trim(), images);
    }

    // What an answer of this client, or of another one, has beside its text.
    private static bool IsWithoutEffect(AIContent content) => content is UsageContent or TextReasoningContent;

    private static string Join(IEnumerable<string> texts) => string.Join('\n', texts);

    private static AskOptions With(AskOptions ask, ChatOptions options) => ask with
    {
        Model = options.ModelId is { Length: > 0 } model ? model : ask.Model,
        Answer = ask.Answer with
        {
            MaxTokens = options.MaxOutputTokens ?? ask.Answer.MaxTokens,
            Temperature = options.Temperature ?? ask.Answer.Temperature,
            TopP = options.TopP ?? ask.Answer.TopP,
            TopK = options.TopK ?? ask.Answer.TopK,
            FrequencyPenalty = options.FrequencyPenalty ?? ask.Answer.FrequencyPenalty,
            PresencePenalty = options.PresencePenalty ?? ask.Answer.PresencePenalty,
            Seed = options.Seed ?? ask.Answer.Seed,
            Stop = options.StopSequences is { Count: > 0 } stop ? [.. stop] : ask.Answer.Stop,
            Schema = options.ResponseFormat switch
            {
                null => ask.Answer.Schema,
                ChatResponseFormatJson { Schema: { } schema } => new(SchemaJson.Compact(schema), IsStrict(options)),
                ChatResponseFormatJson => AnswerSchema.AnyObject,
                _ => null,
            },
        },
    };

    // The name under which Microsoft.Extensions.AI's own clients look for it.
    private static bool IsStrict(ChatOptions options) =>
        options.AdditionalProperties?.TryGetValue(ChatProperties.Strict, out var strict) == true && strict is true;

    private static void Refuse(ChatOptions? options)
    {
        if (options is null) return;
        if (options.Tools is { Count: > 0 }) throw new NotSupportedException("Judger does not call tools. Leave ChatOptions.Tools empty.");
        if (options.ConversationId is not null)
            throw new NotSupportedException("Judger does not keep conversations. Leave ChatOptions.ConversationId empty, and give the earlier messages.");
    }
}
