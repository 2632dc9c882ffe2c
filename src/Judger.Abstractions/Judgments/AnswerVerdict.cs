namespace Judger;

/// <summary>An expert's verdict on an answer.</summary>
[GenerateSerializer, Alias("judger.AnswerVerdict")]
public enum AnswerVerdict
{
    Correct,
    Incorrect,

    /// <summary>The expert could not tell, or could not be reached.</summary>
    Unable,
}
