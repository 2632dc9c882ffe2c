namespace Judger.Inference;

/// <summary>The engine was disposed before it served the request.</summary>
public sealed class EngineStoppedException : InferenceException
{
    /// <summary>Creates the error.</summary>
    public EngineStoppedException(string device)
        : base($"The engine on {device} has stopped: send the request to another one.")
    {
    }

    /// <inheritdoc/>
    public override string Code => "engine-stopped";
}
