namespace Judger;

/// <summary>The question or its options are not valid.</summary>
[GenerateSerializer, Alias("judger.QuestionRejectedException")]
public sealed class QuestionRejectedException : JudgerException
{
    public QuestionRejectedException()
    {
    }

    public QuestionRejectedException(string message)
        : base(message)
    {
    }

    public QuestionRejectedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public override string Code => "question_rejected";
}
