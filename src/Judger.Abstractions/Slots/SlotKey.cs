using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Judger;

/// <summary>The address of a resident model, <c>silo/device/model</c>: the key of the slot's model grains. Only the model's name may have slashes.</summary>
[GenerateSerializer(IncludePrimaryConstructorParameters = false), Immutable, Alias("judger.SlotKey"), JsonConverter(typeof(ParsableJsonConverter<SlotKey>))]
public readonly record struct SlotKey : IParsable<SlotKey>
{
    private const char Separator = '/';

    [Id(0)]
    private readonly string? _value;

    /// <summary>The key of a model on a device of a silo.</summary>
    // Parameters that are named as properties would make the serializer set those.
    public SlotKey(string siloName, string deviceName, string modelName) => _value = $"{siloName}{Separator}{deviceName}{Separator}{modelName}";

    private SlotKey(string value) => _value = value;

    /// <summary>The name of the silo that owns the slot.</summary>
    public string Silo => Value.Split(Separator, 2)[0];

    /// <summary>The device, such as <c>cuda:0</c>.</summary>
    public string Device => Value.Split(Separator, 3) is [_, var device, _] ? device : "";

    /// <summary>The name under which the model is served.</summary>
    public string Model => Value.Split(Separator, 3) is [_, _, var model] ? model : "";

    private string Value => _value ?? "";

    /// <summary>Reads a key.</summary>
    /// <exception cref="FormatException">The text is not <c>silo/device/model</c>.</exception>
    public static SlotKey Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var key) ? key : throw new FormatException("A slot's key is silo/device/model.");

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse([NotNullWhen(true)] string? s, out SlotKey result) => TryParse(s, null, out result);

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SlotKey result)
    {
        var isKey = s?.Split(Separator, 3) is [{ Length: > 0 }, { Length: > 0 }, { Length: > 0 }];
        result = isKey ? new(s!) : default;
        return isKey;
    }

    /// <summary>The key as <c>silo/device/model</c>.</summary>
    public override string ToString() => Value;
}
