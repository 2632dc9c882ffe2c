using Judger.Grains.Slots;

namespace Judger.Grains.Routing;

/// <summary>What a stage needs of a slot.</summary>
/// <param name="Image">The image that it is about.</param>
/// <param name="Role">What the slot's model must do.</param>
/// <param name="Model">The served model, or null for the only one.</param>
/// <param name="Preferred">The slot that served the question's previous stage: its caches hold the image.</param>
/// <param name="IsAdmission">True for the first stage, which is refused at once when all slots are busy; later ones wait.</param>
/// <param name="Remaining">Time left for the question: a slot that refused one with less may have room for it.</param>
internal sealed record SlotCall(ImageDigest Image, ModelRole Role, string? Model, SlotKey? Preferred, bool IsAdmission, TimeSpan Remaining)
{
    /// <summary>Whether a silo has died with the question: it was taken in then, and waits where slots are not free for it.</summary>
    public Func<bool> IsSuspect { get; init; } = () => false;

    /// <summary>Notes that a silo died with the work, and gives how many have died with the question.</summary>
    public required Func<CancellationToken, Task<int>> NoteLoss { get; init; }
}
