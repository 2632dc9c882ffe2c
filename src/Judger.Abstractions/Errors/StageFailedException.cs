namespace Judger;

/// <summary>A stage of the question failed.</summary>
[GenerateSerializer, Alias("judger.StageFailedException")]
public sealed class StageFailedException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    /// <summary>True when the device failed, rather than the work being what no device can do.</summary>
    [Id(0)]
    public bool IsDeviceFailure { get; init; }

    public override string Code => "stage_failed";
}
