using Microsoft.Extensions.AI;

namespace Judger.Client.Chat;

/// <summary>Records and events as parts of a conversation.</summary>
internal static class ChatAnswers
{
    public static ChatResponse Response(QuestionRecord record) => new(new ChatMessage(ChatRole.Assistant, record.Answer) { MessageId = record.Id.Name })
    {
        ResponseId = record.Id.Name,
        ModelId = record.Request.Options.Model,
        FinishReason = Finish(record),
        Usage = Usage(record),
        RawRepresentation = record,
        AdditionalProperties = Properties(record),
    };

    public static ChatResponseUpdate Update(QuestionEvent happened, QuestionId id, AskRequest request) => new(ChatRole.Assistant, [])
    {
        ResponseId = id.Name,
        MessageId = id.Name,
        ModelId = request.Options.Model,
        RawRepresentation = happened,
        AdditionalProperties = new() { [ChatProperties.Stage] = happened.Stage, [ChatProperties.IsFinished] = happened.IsFinished },
    };

    public static ChatResponseUpdate Text(string text, QuestionEvent happened, QuestionId id, AskRequest request) => new(ChatRole.Assistant, text)
    {
        ResponseId = id.Name,
        MessageId = id.Name,
        ModelId = request.Options.Model,
        RawRepresentation = happened,
    };

    /// <summary>The end of a stream.</summary>
    /// <param name="record">The question.</param>
    /// <param name="rest">What of the answer has not come yet.</param>
    public static ChatResponseUpdate Last(QuestionRecord record, string rest) => new(
        ChatRole.Assistant, [new TextContent(rest), new UsageContent(Usage(record))])
    {
        ResponseId = record.Id.Name,
        MessageId = record.Id.Name,
        ModelId = record.Request.Options.Model,
        FinishReason = Finish(record),
        RawRepresentation = record,
        AdditionalProperties = Properties(record),
    };

    private static ChatFinishReason Finish(QuestionRecord record) =>
        record.IsCutShort || record.GivenAnswer() is { IsTruncated: true } ? ChatFinishReason.Length : ChatFinishReason.Stop;

    private static AdditionalPropertiesDictionary Properties(QuestionRecord record)
    {
        var properties = new AdditionalPropertiesDictionary
        {
            [ChatProperties.AnsweredBy] = record.AnsweredBy!,
            [ChatProperties.IsCutShort] = record.IsCutShort,
        };
        if (record.Region is { } region) properties[ChatProperties.Box] = region.Box;
        return properties;
    }

    /// <summary>What the model read and wrote in all stages. What a paid expert read and wrote is counted apart.</summary>
    private static UsageDetails Usage(QuestionRecord record)
    {
        var work = record.Work;
        var usage = new UsageDetails
        {
            InputTokenCount = work.PromptTokens,
            CachedInputTokenCount = work.TokensReused,
            OutputTokenCount = work.TokensGenerated,
            TotalTokenCount = (long)work.PromptTokens + work.TokensGenerated,
        };
        if (record.Spending is { } spent)
            usage.AdditionalCounts = new() { [ChatProperties.ExpertInputTokens] = spent.InputTokens, [ChatProperties.ExpertOutputTokens] = spent.OutputTokens };
        return usage;
    }
}
