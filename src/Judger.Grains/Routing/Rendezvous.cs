using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Judger.Grains.Routing;

/// <summary>The scores of weighted rendezvous hashing: the same in every process and release, so that all silos agree on an image's slots.</summary>
internal static class Rendezvous
{
    private const int HashDigits = 16;

    /// <summary>A slot's part of the score.</summary>
    public static ulong HashSlot(string slot)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(slot), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>An image's part of the score: its digest is a hash already.</summary>
    public static ulong Hash(ImageDigest image) =>
        ulong.Parse(image.ToString().AsSpan(0, HashDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>The score, weighted as in Schindelhauer and Schomaker 2005: -weight / ln(uniform).</summary>
    public static double Score(ulong slot, ulong image, double weight)
    {
        // The finaliser of SplitMix64 (Steele et al. 2014).
        var x = slot ^ image;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        x ^= x >> 31;
        var uniform = ((x >> 11) + 0.5) / (1UL << 53);
        return -weight / Math.Log(uniform);
    }
}
