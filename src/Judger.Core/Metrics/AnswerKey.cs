namespace Judger.Core.Metrics;

/// <summary>What is known to be right about one question.</summary>
public sealed record AnswerKey
{
    /// <summary>The right answers: ten annotations for VQA, one truth elsewhere. At least one.</summary>
    public required IReadOnlyList<string> Answers { get; init; }

    /// <summary>The options of a multiple-choice question, A first; empty for an open one.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Index of the right one of <see cref="Options"/>, 0-based; -1 for an open question.</summary>
    public int CorrectOption { get; init; } = -1;

    /// <summary>The answer that stands for all: the letter of the right option, else the answer that most annotators gave, the first one of equals.</summary>
    public string Reference => CorrectOption >= 0
        ? OptionChoice.Letter(CorrectOption)
        : Answers.GroupBy(answer => answer, StringComparer.Ordinal).MaxBy(group => group.Count())?.Key ?? "";
}
