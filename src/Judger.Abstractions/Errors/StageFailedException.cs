namespace Judger;

/// <summary>A stage of the question failed.</summary>
[GenerateSerializer, Alias("judger.StageFailedException")]
public sealed class StageFailedException : JudgerException
{
    public StageFailedException()
    {
    }

    public StageFailedException(string message)
        : base(message)
    {
    }

    public StageFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public override string Code => "stage_failed";
}
