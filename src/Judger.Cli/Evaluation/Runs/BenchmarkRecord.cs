using Judger.Cli.Evaluation.Reports;

namespace Judger.Cli.Evaluation.Runs;

/// <summary>What a run keeps of a question: a line of its <c>records.jsonl</c>.</summary>
internal sealed record BenchmarkRecord
{
    public required string Id { get; init; }

    public string? Category { get; init; }

    public required string Image { get; init; }

    public required string Question { get; init; }

    /// <summary>The right answer, or what stands for all of them.</summary>
    public required string Reference { get; init; }

    /// <summary>The stages' answers; none when the question failed.</summary>
    public IReadOnlyDictionary<string, StageAnswerRecord> Stages { get; init; } = new Dictionary<string, StageAnswerRecord>();

    /// <summary>How sure the first answer was, 0 to 1; null when there was none.</summary>
    public double? Certainty { get; init; }

    /// <summary>Where the model looked: left, top, right, bottom.</summary>
    public int[]? Box { get; init; }

    public int ExpertCalls { get; init; }

    /// <summary>What the expert took; null for experts that cost nothing and for verdicts that were known.</summary>
    public ExpertSpending? Spending { get; init; }

    /// <summary>True when the time budget ended before the last stage.</summary>
    public bool CutShort { get; init; }

    /// <summary>Why the question failed.</summary>
    public string? Error { get; init; }

    /// <summary>How the question counts: wrong in every stage when it failed.</summary>
    public EvaluatedQuestion Evaluated(IReadOnlyList<string> stages) => new()
    {
        Scores = stages.ToDictionary(stage => stage, stage => Stages.GetValueOrDefault(stage)?.Score ?? 0),
        Milliseconds = Stages.ToDictionary(stage => stage.Key, stage => stage.Value.Ms),
        ExpertCalls = new Dictionary<string, int> { [StageName.Judged] = ExpertCalls },
    };
}
