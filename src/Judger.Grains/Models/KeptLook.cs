namespace Judger.Grains.Models;

/// <summary>What a slot knows of where the model looks for a question.</summary>
/// <param name="Row">row(Q).</param>
/// <param name="Look">The region and what it cost, where that was begun; null from it where it failed.</param>
internal sealed record KeptLook(float[] Row, Task<(LocatedRegion Region, WorkCount Work)?>? Look);
