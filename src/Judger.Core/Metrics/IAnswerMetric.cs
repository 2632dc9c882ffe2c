namespace Judger.Core.Metrics;

/// <summary>Scores one answer at a time; a benchmark's score is the mean.</summary>
public interface IAnswerMetric
{
    /// <summary>The name under which the command line knows it.</summary>
    string Name { get; }

    /// <summary>How an answer is scored, in sentences: a report says it beside the score.</summary>
    string Rule { get; }

    /// <summary>How many annotations of a question the rule is defined over; with fewer, scores cannot be compared with published ones.</summary>
    int Annotations => 1;

    /// <summary>With fewer annotations than this the rule scores every answer alike.</summary>
    int LeastAnnotations => 1;

    /// <summary>True when every score is 0 or 1, so that the mean is a proportion and has a Wilson interval.</summary>
    bool IsProportion { get; }

    /// <summary>The score of an answer, 0 to 1.</summary>
    double Score(string prediction, AnswerKey key);
}
