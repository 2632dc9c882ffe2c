namespace Judger;

/// <summary>The question or its options are not valid.</summary>
[GenerateSerializer, Alias("judger.QuestionRejectedException")]
public sealed class QuestionRejectedException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    public override string Code => "question_rejected";
}
