namespace Judger.Inference.Errors;

/// <summary>The engine was disposed before it served the request, or stopped because its device was lost, its model was changed, or it has a defect.</summary>
public sealed class EngineStoppedException : InferenceException
{
    /// <summary>Creates the error.</summary>
    /// <param name="device">The engine's device.</param>
    /// <param name="defect">What stopped it, unless it was disposed.</param>
    public EngineStoppedException(string device, Exception? defect = null)
        : base(
            defect is null
                ? $"The engine on {device} has stopped: send the request to another one."
                : defect is InferenceException ? $"The engine on {device} has stopped: {defect.Message}"
                : $"The engine on {device} has stopped because of a defect ({defect.GetType().Name}: {defect.Message.ReplaceLineEndings(" ")}): send the "
                    + "request to another one, restart this one, and report the defect.",
            defect)
    {
    }

    /// <inheritdoc/>
    public override string Code => "engine_stopped";
}
