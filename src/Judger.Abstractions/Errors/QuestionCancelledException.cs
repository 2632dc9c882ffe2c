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

    /// <summary>True when nobody seemed to wait for the answer any more: whoever does may ask again under the same id.</summary>
    [Id(0)]
    public bool IsAbandoned { get; init; }

    public override string Code => "question_cancelled";

    public override bool IsTransient => IsAbandoned;
}
