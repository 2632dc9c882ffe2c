namespace Judger;

/// <summary>
/// The question's answer is another than the text that was streamed: its budget ended before the last stage, or a silo died and the text was drawn anew. Asked
/// again under the same id, the question has its answer.
/// </summary>
[GenerateSerializer, Alias("judger.AnswerChangedException")]
public sealed class AnswerChangedException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    public override string Code => "answer_changed";

    public override bool IsTransient => true;
}
