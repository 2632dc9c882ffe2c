using Microsoft.Extensions.AI;

namespace Judger.Client.Chat;

/// <summary>An image of a conversation, in one of three ways: its bytes, the digest of one that was put, or the address where it lies.</summary>
/// <param name="Bytes">The encoded image.</param>
/// <param name="Digest">The digest that came back when it was put.</param>
/// <param name="Address">An http or https address.</param>
internal sealed record ConversationImage(byte[]? Bytes = null, ImageDigest? Digest = null, Uri? Address = null)
{
    private const string DigestPrefix = "urn:sha256:";

    /// <summary>The image that a part of a message is.</summary>
    /// <exception cref="NotSupportedException">It is not an image, or an address that is not followed.</exception>
    /// <exception cref="ArgumentException">It names no image.</exception>
    public static ConversationImage Of(AIContent content) => content switch
    {
        DataContent data when data.HasTopLevelMediaType("image") => new(Bytes: data.Data.ToArray()),
        DataContent data => throw new NotSupportedException($"{data.MediaType} is not an image type. Give a JPEG, PNG or WebP file."),
        UriContent { Uri.OriginalString: var uri } when uri.StartsWith(DigestPrefix, StringComparison.OrdinalIgnoreCase) =>
            new(Digest: Read(uri[DigestPrefix.Length..])),
        UriContent linked when !linked.HasTopLevelMediaType("image") => throw new NotSupportedException(
            $"{linked.MediaType} is not an image type. Give the address of a JPEG, PNG or WebP file with its media type."),
        UriContent { Uri.Scheme: "data" } linked => new(Bytes: new DataContent(linked.Uri, linked.MediaType).Data.ToArray()),
        UriContent { Uri: { Scheme: "http" or "https" } address } => new(Address: address),
        UriContent linked => throw new NotSupportedException(
            $"Judger does not fetch {linked.Uri.Scheme} addresses. Give the image's bytes as DataContent, or {DigestPrefix}DIGEST of an image that was put."),
        _ => throw new NotSupportedException($"Judger does not read {content.GetType().Name}. Give text and images."),
    };

    private static ImageDigest Read(string text) => ImageDigest.TryParse(text, out var digest)
        ? digest
        : throw new ArgumentException(
            $"{DigestPrefix}{text} is not the address of an image that was put. Give {DigestPrefix} and the 64 digits that PutImageAsync returned.");
}
