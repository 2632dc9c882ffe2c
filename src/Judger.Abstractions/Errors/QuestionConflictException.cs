namespace Judger;

/// <summary>The question's id was used for another question.</summary>
[GenerateSerializer, Alias("judger.QuestionConflictException")]
public sealed class QuestionConflictException : JudgerException
{
    public QuestionConflictException()
    {
    }

    public QuestionConflictException(string message)
        : base(message)
    {
    }

    public QuestionConflictException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public override string Code => "question_conflict";
}
