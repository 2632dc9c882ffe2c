using Judger.Protocol;
using Microsoft.Extensions.AI;

namespace Judger.Client.Chat;

/// <summary>A question that is read from a conversation.</summary>
/// <param name="Text">The question.</param>
/// <param name="Images">Its images, at least one: bytes, or the digest of an image that was put. The first is looked at closely.</param>
/// <param name="Options">How it is to be answered.</param>
internal sealed record ConversationQuestion(string Text, IReadOnlyList<(byte[]? Bytes, ImageDigest? Digest)> Images, AskOptions Options)
{
    private const string DigestPrefix = "urn:sha256:";

    /// <summary>Reads a conversation.</summary>
    /// <exception cref="NotSupportedException">It asks for something that Judger does not do; the message says what, and what to do.</exception>
    /// <exception cref="ArgumentException">There is no question, or no image with it.</exception>
    public static ConversationQuestion Read(IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options, JudgerChatOptions settings)
    {
        ArgumentNullException.ThrowIfNull(messages);
        Refuse(options);
        var all = messages.ToList();
        if (all is not [.., { } last] || last.Role != ChatRole.User)
            throw new ArgumentException("The conversation does not end with a user message. Give a question and its image in one message.", nameof(messages));
        if (all.Count > 1 && !settings.IgnoreEarlierMessages)
        {
            throw new NotSupportedException(
                "Judger answers one question at a time and does not use earlier messages. "
                + "Send the last user message alone, or set JudgerChatOptions.IgnoreEarlierMessages.");
        }

        var text = new List<string>();
        var images = new List<(byte[]? Bytes, ImageDigest? Digest)>();
        foreach (var content in last.Contents)
        {
            if (content is TextContent spoken) text.Add(spoken.Text);
            else images.Add(Find(content));
        }

        var question = string.Join("\n", text).Trim();
        if (question.Length == 0) throw new ArgumentException("The message has no text. Ask something.", nameof(messages));
        if (images.Count == 0) throw new ArgumentException("The message has no image. Add a DataContent with its bytes.", nameof(messages));
        if (images.Count > QuestionLimits.MaxImages)
            throw new ArgumentException($"The message has {images.Count} images; the limit is {QuestionLimits.MaxImages}.", nameof(messages));
        return new(
            question, images, options is null ? settings.Ask : With(options.RawRepresentationFactory?.Invoke(client) as AskOptions ?? settings.Ask, options));
    }

    private static (byte[]? Bytes, ImageDigest? Digest) Find(AIContent content) => content switch
    {
        DataContent data when data.HasTopLevelMediaType("image") => (data.Data.ToArray(), null),
        UriContent { Uri.OriginalString: var uri } when uri.StartsWith(DigestPrefix, StringComparison.OrdinalIgnoreCase) =>
            (null, Digest(uri[DigestPrefix.Length..])),
        UriContent { Uri.Scheme: "data" } linked when linked.HasTopLevelMediaType("image") =>
            (new DataContent(linked.Uri, linked.MediaType).Data.ToArray(), null),
        UriContent linked => throw new NotSupportedException(
            $"Judger does not fetch {linked.Uri.Scheme} addresses. Give the image's bytes as DataContent, or {DigestPrefix}DIGEST of an image that was put."),
        DataContent data => throw new NotSupportedException($"{data.MediaType} is not an image type. Give a JPEG, PNG or WebP file."),
        _ => throw new NotSupportedException($"Judger does not read {content.GetType().Name}. Give text and images."),
    };

    private static ImageDigest Digest(string text) => ImageDigest.TryParse(text, out var digest)
        ? digest
        : throw new ArgumentException(
            $"{DigestPrefix}{text} is not the address of an image that was put. Give {DigestPrefix} and the 64 digits that PutImageAsync returned.");

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
        if (!string.IsNullOrEmpty(options.Instructions))
            throw new NotSupportedException("Judger writes its own prompts. Leave ChatOptions.Instructions empty.");
        if (options.ConversationId is not null) throw new NotSupportedException("Judger does not keep conversations. Leave ChatOptions.ConversationId empty.");
    }
}
