namespace Judger.Grains.Slots;

/// <summary>The address of a resident model: <c>silo-name/device/model</c>. It is the key of the slot's model grains.</summary>
public readonly record struct SlotKey(string Silo, string Device, string Model)
{
    public override string ToString() => $"{Silo}/{Device}/{Model}";

    /// <summary>The parts of a key; a model's name may have slashes.</summary>
    internal static SlotKey Parse(string key) => key.Split('/', 3) is [var silo, var device, var model] ? new(silo, device, model) : new("", "", key);

    /// <summary>The silo's name in a key.</summary>
    internal static ReadOnlySpan<char> SiloOf(string key) => key.IndexOf('/', StringComparison.Ordinal) is >= 0 and var end ? key.AsSpan(0, end) : key;
}
