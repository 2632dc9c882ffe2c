namespace Judger.Grains.Slots;

/// <summary>A slot of the cluster as every silo knows it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Roles">What its model does.</param>
/// <param name="Model">The name under which the model is served.</param>
/// <param name="Weight">How much work it takes beside a slot of weight 1.</param>
/// <param name="Scope">What the model knows, where its manifest says that this is less than photographs.</param>
public sealed record Slot(SlotKey Key, ModelRole Roles, string Model, double Weight = 1, string? Scope = null);
