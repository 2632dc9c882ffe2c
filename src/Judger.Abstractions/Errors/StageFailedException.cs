namespace Judger;

/// <summary>A stage of the question failed.</summary>
[GenerateSerializer, Alias("judger.StageFailedException")]
public sealed class StageFailedException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    public override string Code => "stage_failed";
}
