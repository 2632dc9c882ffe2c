using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>A question's image: its bytes, the digest of one that was put, or its address.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record QuestionImage
{
    /// <summary>The file's bytes in base64, standard or URL-safe.</summary>
    [JsonConverter(typeof(Base64Converter))]
    public byte[]? Data { get; init; }

    /// <summary>SHA-256 of the bytes of an image that was put, in hexadecimal digits.</summary>
    [RegularExpression("^[0-9a-f]{64}$")]
    public string? Digest { get; init; }

    /// <summary>A data address, or an https address of a host that the server's operator allows.</summary>
    public string? Url { get; init; }
}
