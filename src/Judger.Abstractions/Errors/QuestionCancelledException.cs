namespace Judger;

/// <summary>The question was cancelled before it was answered.</summary>
[GenerateSerializer, Alias("judger.QuestionCancelledException")]
public sealed class QuestionCancelledException : JudgerException
{
    public QuestionCancelledException()
    {
    }

    public QuestionCancelledException(string message)
        : base(message)
    {
    }

    public QuestionCancelledException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public override string Code => "question_cancelled";
}
