namespace Judger.Imaging.Memory;

/// <summary>A reservation that did not get its bytes at once.</summary>
/// <param name="Budget">The budget.</param>
/// <param name="Bytes">The bytes that were wanted.</param>
/// <param name="Waited">How long it waited.</param>
/// <param name="IsRefused">True when it did not get them at all.</param>
public sealed record MemoryShortage(MemoryBudget Budget, long Bytes, TimeSpan Waited, bool IsRefused);
