namespace Judger.Grains.Questions;

/// <summary>Which of a question's answers is the answer.</summary>
internal static class BestAnswer
{
    /// <summary>
    /// What the expert chose in the end, where it did. Else the last correction, unless the expert rates answers by probability and holds an earlier one more likely: then the old answer wins, as in Volcano
    /// (kaistAI). Before any correction the refined answer, before that the baseline.
    /// </summary>
    public static (string Answer, QuestionStage Stage) Of(QuestionRecord record)
    {
        if (record.Refined is null) return (record.Baseline!.Text, QuestionStage.Baseline);
        var last = record.Rounds.LastOrDefault(round => round.Corrected is not null)?.Corrected;
        if (last is null || record.Choice?.Chosen == ChosenAnswer.Earlier) return (record.Refined.Text, QuestionStage.Refine);
        if (record.Choice?.Chosen == ChosenAnswer.Later) return (last.Text, QuestionStage.Correct);

        var rated = record.Rounds.Where(round => round.Judgment.Probability is not null).ToList();
        var rating = rated.LastOrDefault(round => round.Judged == last.Text)?.Judgment.Probability;
        var best = rated.MaxBy(round => round.Judgment.Probability);
        if (rating is null || best is null || rating >= best.Judgment.Probability) return (last.Text, QuestionStage.Correct);
        return (best.Judged, best.Judged == record.Refined.Text ? QuestionStage.Refine : QuestionStage.Correct);
    }
}
