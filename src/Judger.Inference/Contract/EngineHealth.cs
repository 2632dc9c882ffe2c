using Judger.Inference.Errors;

namespace Judger.Inference.Contract;

/// <summary>
/// Whether an engine works. One request that fails says nothing about the engine; an engine that has stopped serves nothing any more until its process is
/// restarted.
/// </summary>
/// <param name="Code">A stable name of what stopped the engine, such as <c>device_lost</c>; null while it works.</param>
/// <param name="Reason">What stopped it and what to do, in one line; null while it works.</param>
public sealed record EngineHealth(string? Code, string? Reason)
{
    private const string Defect = "engine_defect";

    /// <summary>An engine that works.</summary>
    public static EngineHealth Working { get; } = new(null, null);

    /// <summary>Whether the engine takes requests. One that was disposed keeps the health that it had.</summary>
    public bool IsWorking => Code is null;

    /// <summary>An engine that has stopped for good.</summary>
    internal static EngineHealth Stopped(Exception cause) => cause is InferenceException known
        ? new(known.Code, known.Message)
        : new(Defect, $"The engine has a defect ({cause.GetType().Name}: {cause.Message.ReplaceLineEndings(" ")}): restart the silo, and report the defect.");
}
