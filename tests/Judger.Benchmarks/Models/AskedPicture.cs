using System.Globalization;

namespace Judger.Benchmarks.Models;

/// <summary>A picture that no engine has seen before, and what stays between the questions about it.</summary>
internal sealed class AskedPicture
{
    private static int s_pictures;

    /// <summary>Its name, which no other has.</summary>
    public string Digest { get; } = NewDigest();

    /// <summary>The row of the general prompt, as the product keeps it; null until a question looks.</summary>
    public float[]? GeneralRow { get; set; }

    public static string NewDigest() => string.Create(CultureInfo.InvariantCulture, $"image {Interlocked.Increment(ref s_pictures)}");
}
