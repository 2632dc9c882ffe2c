namespace Judger.Core.Judgments;

/// <summary>What an expert says of an answer.</summary>
public enum Verdict
{
    /// <summary>The answer is right.</summary>
    Correct,

    /// <summary>The answer is wrong.</summary>
    Incorrect,

    /// <summary>The expert could not tell: a refusal, an image that does not fit the question, or words without a verdict.</summary>
    Unable,
}
