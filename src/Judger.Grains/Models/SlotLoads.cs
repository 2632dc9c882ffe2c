using Judger.Inference.Contract;

namespace Judger.Grains.Models;

/// <summary>An engine's status as it travels.</summary>
internal static class SlotLoads
{
    public static SlotLoad Of(EngineStatus status, bool isDraining) =>
        new() { Running = status.Running, Waiting = status.Waiting, Backlog = status.Backlog, IsDraining = isDraining };
}
