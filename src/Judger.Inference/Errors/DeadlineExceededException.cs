namespace Judger.Inference.Errors;

/// <summary>A request's deadline passed before its answer was complete.</summary>
public sealed class DeadlineExceededException : InferenceException
{
    /// <summary>Creates the error.</summary>
    public DeadlineExceededException(string device, TimeSpan waited)
        : base($"The deadline passed {waited.TotalSeconds:F1} s after the request reached {device}: give it more time, or spread the load over more devices.")
    {
    }

    /// <inheritdoc/>
    public override string Code => "deadline_exceeded";
}
