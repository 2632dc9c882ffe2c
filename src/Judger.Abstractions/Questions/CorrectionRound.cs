namespace Judger;

/// <summary>A judgment in a question's log, with the answer that it is about and the correction that it led to.</summary>
/// <param name="Judged">The answer that was judged.</param>
/// <param name="Judgment">The judgment.</param>
/// <param name="Corrected">The answer given after the judgment; null when there is none.</param>
public sealed record CorrectionRound(ModelAnswer Judged, Judgment Judgment, ModelAnswer? Corrected)
{
    /// <summary>The rounds of a log: a judgment is about the answer before it, and the answer after it is its correction.</summary>
    internal static IReadOnlyList<CorrectionRound> Of(IReadOnlyList<StageEntry> stages)
    {
        var rounds = new List<CorrectionRound>();
        ModelAnswer? answer = null;
        foreach (var entry in stages)
        {
            switch (entry.Outcome)
            {
                case Judgment judgment:
                    rounds.Add(new(answer!, judgment, null));
                    break;
                case ModelAnswer given:
                    if (entry.Stage == QuestionStage.Correct) rounds[^1] = rounds[^1] with { Corrected = given };
                    answer = given;
                    break;
            }
        }

        return rounds;
    }
}
