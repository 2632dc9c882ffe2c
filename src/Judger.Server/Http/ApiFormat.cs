using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Judger.Server.Http;

/// <summary>How replies are written. What is not a type of the API cannot be: the description would not have it.</summary>
internal static class ApiFormat
{
    /// <summary>On one line, as events are.</summary>
    public static JsonSerializerOptions Events { get; } = new(JsonFormat.Records)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(ProtocolJson.Default, ApiJson.Default),
    };

    /// <summary>For people, too.</summary>
    public static JsonSerializerOptions Bodies { get; } = new(Events) { WriteIndented = true };
}
