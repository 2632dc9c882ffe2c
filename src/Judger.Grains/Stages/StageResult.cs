namespace Judger.Grains.Stages;

/// <summary>What came of a stage's work.</summary>
/// <param name="Outcome">An answer, a region, a judgment or a choice.</param>
/// <param name="Work">What it cost.</param>
/// <param name="Slot">The slot that did it; null where no slot did.</param>
internal sealed record StageResult(StageOutcome Outcome, WorkCount Work = default, SlotKey? Slot = null)
{
    /// <summary>What it hands to the stage that locates the region.</summary>
    public AttentionRow? Attention { get; init; }
}
