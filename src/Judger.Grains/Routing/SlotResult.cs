namespace Judger.Grains.Routing;

/// <summary>What a slot did for a stage.</summary>
/// <param name="Value">The result.</param>
/// <param name="Work">What it cost.</param>
/// <param name="Slot">The slot.</param>
internal sealed record SlotResult<T>(T Value, WorkCount Work, SlotKey Slot);
