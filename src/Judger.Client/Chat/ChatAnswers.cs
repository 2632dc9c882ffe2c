using Microsoft.Extensions.AI;

namespace Judger.Client;

/// <summary>Records and events as parts of a conversation.</summary>
internal static class ChatAnswers
{
    public static ChatResponse Response(QuestionRecord record) => new(new ChatMessage(ChatRole.Assistant, record.Answer) { MessageId = record.Id })
    {
        ResponseId = record.Id,
        ModelId = record.Request.Options.Model,
        FinishReason = Finish(record),
        Usage = Usage(record),
        RawRepresentation = record,
        AdditionalProperties = Properties(record),
    };

    public static ChatResponseUpdate Update(QuestionEvent happened) => new(ChatRole.Assistant, [])
    {
        ResponseId = happened.Record.Id,
        MessageId = happened.Record.Id,
        ModelId = happened.Record.Request.Options.Model,
        RawRepresentation = happened,
        AdditionalProperties = new() { [ChatProperties.Stage] = happened.Stage, [ChatProperties.IsFinished] = happened.IsFinished },
    };

    public static ChatResponseUpdate Last(QuestionRecord record) => new(ChatRole.Assistant, [new TextContent(record.Answer), new UsageContent(Usage(record))])
    {
        ResponseId = record.Id,
        MessageId = record.Id,
        ModelId = record.Request.Options.Model,
        FinishReason = Finish(record),
        RawRepresentation = record,
        AdditionalProperties = Properties(record),
    };

    private static ChatFinishReason Finish(QuestionRecord record) => record.IsCutShort || record.GivenAnswer() is { IsTruncated: true } ? ChatFinishReason.Length : ChatFinishReason.Stop;

    private static AdditionalPropertiesDictionary Properties(QuestionRecord record)
    {
        var properties = new AdditionalPropertiesDictionary { [ChatProperties.AnsweredBy] = record.AnsweredBy!, [ChatProperties.IsCutShort] = record.IsCutShort };
        if (record.Region is { } region) properties[ChatProperties.Box] = region.Box;
        return properties;
    }

    /// <summary>What the model read and wrote in all stages. What a paid expert read and wrote is counted apart.</summary>
    private static UsageDetails Usage(QuestionRecord record)
    {
        var works = new[] { record.Baseline?.Work, record.Region?.Work, record.Refined?.Work }.Concat(record.Rounds.Select(round => round.Corrected?.Work)).OfType<WorkReport>().ToList();
        long reused = works.Sum(work => work.TokensReused), read = reused + works.Sum(work => work.TokensPrefilled), written = works.Sum(work => work.TokensGenerated);
        var usage = new UsageDetails { InputTokenCount = read, CachedInputTokenCount = reused, OutputTokenCount = written, TotalTokenCount = read + written };
        var spent = record.Rounds.Select(round => round.Judgment.Spending).Append(record.Choice?.Spending).OfType<ExpertSpending>().ToList();
        if (spent.Count > 0)
            usage.AdditionalCounts = new() { [ChatProperties.ExpertInputTokens] = spent.Sum(one => one.InputTokens), [ChatProperties.ExpertOutputTokens] = spent.Sum(one => one.OutputTokens) };
        return usage;
    }
}
