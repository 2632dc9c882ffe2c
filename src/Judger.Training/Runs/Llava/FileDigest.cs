using System.Security.Cryptography;

namespace Judger.Training.Runs.Llava;

/// <summary>A short name for what files hold, by which a run knows that it goes on with the same ones.</summary>
internal static class FileDigest
{
    private const int Digits = 16;

    public static string Of(params IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            using var stream = File.OpenRead(file);
            hash.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..Digits];
    }
}
