namespace Judger;

/// <summary>The question's id was used for another question.</summary>
[GenerateSerializer, Alias("judger.QuestionConflictException")]
public sealed class QuestionConflictException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    public override string Code => "question_conflict";
}
