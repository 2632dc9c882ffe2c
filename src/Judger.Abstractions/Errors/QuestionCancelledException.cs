namespace Judger;

/// <summary>The question was cancelled before it was answered.</summary>
[GenerateSerializer, Alias("judger.QuestionCancelledException")]
public sealed class QuestionCancelledException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    /// <summary>True when nobody seemed to be waiting for the answer any more. Ask again under the same id to have it go on.</summary>
    [Id(0)]
    public bool IsAbandoned { get; init; }

    public override string Code => "question_cancelled";

    public override bool IsTransient => IsAbandoned;
}
