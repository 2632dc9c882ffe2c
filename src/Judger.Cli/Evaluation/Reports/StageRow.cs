using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Reports;

/// <summary>What a stage's answers are worth.</summary>
internal sealed record StageRow
{
    public required string Stage { get; init; }

    public required ScoreSummary Score { get; init; }

    /// <summary>The stage with which it is compared, on the same questions.</summary>
    public string? Against { get; init; }

    public ScoreChange? Change { get; init; }

    /// <summary>Mean number of judgments a question.</summary>
    public double ExpertCalls { get; init; }

    /// <summary>Mean and median time of the stage itself, what it builds on excluded; null where no question has one.</summary>
    public double? MeanMilliseconds { get; init; }

    public double? MedianMilliseconds { get; init; }

    /// <summary>Summarises a stage over the questions that have it.</summary>
    /// <param name="questions">The questions.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="isProportion">True when every score is 0 or 1.</param>
    /// <param name="against">The stage to compare with.</param>
    public static StageRow Of(IEnumerable<EvaluatedQuestion> questions, string stage, bool isProportion, string? against = null)
    {
        var own = questions.Where(question => question.Scores.ContainsKey(stage)).ToList();
        var times = own.Where(question => question.Milliseconds.ContainsKey(stage)).Select(question => question.Milliseconds[stage]).Order().ToList();
        var both = against is null ? [] : own.Where(question => question.Scores.ContainsKey(against)).ToList();
        return new()
        {
            Stage = stage,
            Score = ScoreSummary.Of([.. own.Select(question => question.Scores[stage])], isProportion),
            Against = against,
            Change = both.Count == 0
                ? null
                : ScoreChange.Of([.. both.Select(question => question.Scores[against!])], [.. both.Select(question => question.Scores[stage])]),
            ExpertCalls = own.Count == 0 ? 0 : own.Average(question => question.ExpertCalls.GetValueOrDefault(stage)),
            MeanMilliseconds = times.Count == 0 ? null : times.Average(),
            MedianMilliseconds = times.Count == 0 ? null : times[times.Count / 2],
        };
    }

    /// <summary>The row for programs; scores are fractions.</summary>
    public Dictionary<string, object?> Describe()
    {
        var row = new Dictionary<string, object?>
        {
            ["count"] = Score.Count,
            ["score"] = Round(Score.Mean),
            ["interval"] = Ends(Score.Interval),
            ["expert_calls_per_question"] = Round(ExpertCalls),
        };
        if (Change is { } change)
        {
            row["against"] = Against;
            row["difference"] = Round(change.Difference);
            row["difference_interval"] = Ends(change.Interval);
            row["corrected_right"] = Round(change.Improved);
            row["corrected_wrong"] = Round(change.Worsened);
        }

        if (MeanMilliseconds is { } mean) (row["mean_ms"], row["median_ms"]) = (Math.Round(mean, 1), Math.Round(MedianMilliseconds!.Value, 1));
        return row;

        static double[] Ends(ConfidenceInterval interval) => [Round(interval.Low), Round(interval.High)];
    }

    private static double Round(double value) => Math.Round(value, 4);
}
