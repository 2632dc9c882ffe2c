using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Judger.Protocol;

/// <summary>How JSON is written and read on both sides of HTTP: snake_case throughout.</summary>
public static class JsonFormat
{
    // Applications write values of their own in the same form, which only reflection knows.
    private static readonly IJsonTypeInfoResolver Types = JsonTypeInfoResolver.Combine(ProtocolJson.Default, new DefaultJsonTypeInfoResolver());

    /// <summary>Records, events and problems.</summary>
    public static JsonSerializerOptions Records { get; } = new()
    {
        TypeInfoResolver = Types,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>The same for who reads them: what must be there is; members that are not known are passed over, as a newer server may write more.</summary>
    public static JsonSerializerOptions Reading { get; } = new(Records) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>Questions as they are posted.</summary>
    public static JsonSerializerOptions Questions { get; } = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = Types,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };
}
