namespace Judger.Grains.Routing;

/// <summary>How often a stage is tried, and how long it waits for a slot.</summary>
/// <param name="MaxAttempts">How often a stage is tried that fails each time.</param>
/// <param name="MaxLosses">How many silos may die with a question before it is taken for what kills them.</param>
/// <param name="SlotTimeout">How long a stage waits for a slot when no silo offers one, as while a silo restarts.</param>
internal sealed record RetryOptions(int MaxAttempts, int MaxLosses, TimeSpan SlotTimeout);
