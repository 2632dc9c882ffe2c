namespace Judger.Grains.Slots;

/// <summary>A slot of the cluster as every silo knows it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Roles">What its model does.</param>
public sealed record Slot(string Key, ModelRole Roles);
