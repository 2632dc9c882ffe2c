namespace Judger.Cli.Evaluation;

/// <summary>How long a question's stages took.</summary>
internal static class StageTimes
{
    /// <summary>The time of all entries of these stages together, without failed attempts; zero without entries.</summary>
    public static TimeSpan TimeOf(this QuestionRecord record, params QuestionStage[] stages) => record.Stages
        .Where(entry => stages.Contains(entry.Stage) && entry.Outcome is not StageFailure)
        .Aggregate(TimeSpan.Zero, (sum, entry) => sum + entry.Took);
}
