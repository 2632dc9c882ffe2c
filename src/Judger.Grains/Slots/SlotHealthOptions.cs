namespace Judger.Grains.Slots;

/// <summary>When a slot whose device fails is taken out of rotation, and when it is tried again.</summary>
/// <param name="FailuresInARow">So many failures without a success between them take it out.</param>
/// <param name="FirstPause">How long it is then left alone.</param>
/// <param name="LongestPause">The longest that it is left alone, after tries that failed.</param>
internal sealed record SlotHealthOptions(int FailuresInARow, TimeSpan FirstPause, TimeSpan LongestPause);
