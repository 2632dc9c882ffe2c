namespace Judger;

/// <summary>What an expert says of an answer.</summary>
[GenerateSerializer, Alias("judger.Verdict")]
public enum Verdict
{
    /// <summary>The answer is right.</summary>
    Correct,

    /// <summary>The answer is wrong.</summary>
    Incorrect,

    /// <summary>
    /// The expert could not tell or gave no verdict: a refusal, an image that does not fit the question, words without a verdict, or no reply.
    /// </summary>
    Unable,
}
