namespace Judger.Inference.Simulation;

/// <summary>How a simulated device fails.</summary>
public enum SimulatedFault
{
    /// <summary>It works.</summary>
    None,

    /// <summary>Each step fails, and the next one is tried all the same: a device in a bad state that does not know it.</summary>
    EachStep,

    /// <summary>It is lost for good at its next step: the engine stops, and only a restart of the process helps.</summary>
    Lost,

    /// <summary>It hangs: steps begin and do not end until the fault is taken away or the engine is disposed.</summary>
    Hang,
}
