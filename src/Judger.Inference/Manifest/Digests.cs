using System.Security.Cryptography;

namespace Judger.Inference.Manifest;

/// <summary>SHA-256 as lower-case hexadecimal.</summary>
internal static class Digests
{
    public static string Sha256(Stream stream) => Convert.ToHexStringLower(SHA256.HashData(stream));

    /// <summary>The digest of several strings. Each is framed by its length, so that no two lists of strings read the same.</summary>
    public static string Sha256(params IEnumerable<string> parts)
    {
        using var buffer = new MemoryStream();
        using (var writer = new BinaryWriter(buffer, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            foreach (var part in parts) writer.Write(part);
        }

        buffer.Position = 0;
        return Sha256(buffer);
    }
}
