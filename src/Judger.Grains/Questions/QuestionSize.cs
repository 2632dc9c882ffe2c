namespace Judger.Grains.Questions;

/// <summary>How many bytes a question's record takes in memory, about: all of its texts and lists, and what is around them.</summary>
internal static class QuestionSize
{
    // Of a record, a stage, a token or a run: the object, its references and numbers.
    private const long Object = 256;

    // An entry of a dictionary: hash, link, id and bias.
    private const long BiasBytes = 32;

    public static long Of(QuestionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Object + Of(record.Request) + Text(record.Id.ToString()) + Text(record.Answer) + Text(record.Trace) + Of(record.Attention)
            + record.Runs.Sum(run => Object + Text(run.Silo)) + record.Stages.Sum(Of);
    }

    private static long Of(AskRequest request)
    {
        var options = request.Options;
        return Object + request.Images.Sum(image => Text(image.ToString())) + Text(request.Question) + Object + Text(options.Expert)
            + Text(request.Instructions) + request.Turns.Sum(turn => Object + Text(turn.Text)) + Text(request.CacheSalt) + Text(options.ReferenceAnswer)
            + Text(options.Model) + Object + options.Answer.Stop.Sum(Text) + Text(options.Answer.Schema?.Text)
            + (BiasBytes * (options.Answer.LogitBias?.Count ?? 0));
    }

    private static long Of(StageEntry entry) => Object + Text(entry.Slot?.ToString()) + entry.Outcome switch
    {
        ModelAnswer answer => Text(answer.Text) + (answer.Tokens?.Sum(Of) ?? 0) + (sizeof(int) * (answer.TokenIds?.Count ?? 0)),
        LocatedRegion region => sizeof(double) * (region.Map?.LongLength ?? 0),
        Judgment judgment => Text(judgment.Feedback) + Text(judgment.SuggestedAnswer) + Text(judgment.Failure?.Message),
        FinalChoice choice => Text(choice.Failure?.Message),
        StageFailure failure => Text(failure.Message),
        StageSkipped skipped => Text(skipped.Reason),
        var other => throw new NotSupportedException($"The size of {other.GetType().Name} is not known."),
    };

    private static long Of(AnswerToken token) => Object + Text(token.Text) + (token.Bytes?.Count ?? 0) + (token.Top?.Sum(Of) ?? 0);

    private static long Of(AttentionRow? row) => row is null ? 0 : Object + (sizeof(float) * row.Values.LongLength) + Text(row.Weights);

    private static long Text(string? text) => text is null ? 0 : 32 + (sizeof(char) * (long)text.Length);
}
