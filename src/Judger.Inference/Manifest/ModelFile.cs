namespace Judger.Inference.Manifest;

/// <summary>One file of a model folder.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its bytes, lower-case hexadecimal.</param>
public sealed record ModelFile(long Bytes, string Sha256)
{
    /// <summary>Measures a file that exists.</summary>
    public static ModelFile Measure(string path)
    {
        using var stream = File.OpenRead(path);
        return Measure(stream);
    }

    /// <summary>Measures an open file from its beginning.</summary>
    internal static ModelFile Measure(Stream stream) => new(stream.Length, Digests.Sha256(stream));
}
