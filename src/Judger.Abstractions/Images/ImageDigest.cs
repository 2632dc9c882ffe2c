using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Judger;

/// <summary>The content address of an image: the SHA-256 of its encoded bytes, as 64 lower-case hexadecimal digits.</summary>
[GenerateSerializer(IncludePrimaryConstructorParameters = false), Immutable, Alias("judger.ImageDigest"), JsonConverter(
    typeof(ParsableJsonConverter<ImageDigest>))]
public readonly record struct ImageDigest : IParsable<ImageDigest>
{
    private const int Digits = 64;

    [Id(0)]
    private readonly string? _hex;

    private ImageDigest(string hex) => _hex = hex;

    /// <summary>The digest of an image's bytes.</summary>
    public static ImageDigest Of(ReadOnlySpan<byte> bytes) => new(Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>Reads a digest; upper-case digits are accepted.</summary>
    /// <exception cref="FormatException">The text is not 64 hexadecimal digits.</exception>
    public static ImageDigest Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var digest)
            ? digest
            : throw new FormatException("An image digest is the SHA-256 of the image's bytes: 64 hexadecimal digits.");

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse([NotNullWhen(true)] string? s, out ImageDigest result) => TryParse(s, null, out result);

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ImageDigest result)
    {
        var isDigest = s is { Length: Digits } && s.All(char.IsAsciiHexDigit);
        result = isDigest ? new(s!.ToLowerInvariant()) : default;
        return isDigest;
    }

    /// <summary>The 64 digits.</summary>
    public override string ToString() => _hex ?? "";
}
