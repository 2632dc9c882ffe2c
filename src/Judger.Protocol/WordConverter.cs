using System.Text.Json;
using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>Writes a value of an enumeration as its word, whatever the options say.</summary>
public sealed class WordConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
