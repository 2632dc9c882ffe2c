namespace Judger.Core.Stages;

/// <summary>Which of a question's answers is the answer.</summary>
public static class BestAnswer
{
    /// <summary>
    /// What the expert chose in the end, where it did. Else the last correction, unless the expert rates answers by probability and holds an earlier one more
    /// likely: then the old answer wins, as in Volcano (kaistAI). Before any correction the refined answer, before that, or where nobody looked again, the
    /// baseline. Null before that.
    /// </summary>
    public static (string Text, QuestionStage Stage)? Of(QuestionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if ((record.Refined ?? record.Baseline) is not { } first) return null;
        var stage = record.Refined is null ? QuestionStage.Baseline : QuestionStage.Refine;
        var rounds = record.Rounds;
        var last = rounds.LastOrDefault(round => round.Corrected is not null)?.Corrected;
        var choice = record.Choice?.Chosen ?? ChosenAnswer.None;
        if (last is null || choice == ChosenAnswer.Earlier) return (first.Text, stage);
        if (choice == ChosenAnswer.Later) return (last.Text, QuestionStage.Correct);

        var rated = rounds.Where(round => round.Judgment.Probability is not null).ToList();
        var rating = rated.LastOrDefault(round => round.Judged.Text == last.Text)?.Judgment.Probability;
        var best = rated.MaxBy(round => round.Judgment.Probability);
        if (rating is null || best is null || rating >= best.Judgment.Probability) return (last.Text, QuestionStage.Correct);
        return (best.Judged.Text, best.Judged.Text == first.Text ? stage : QuestionStage.Correct);
    }
}
