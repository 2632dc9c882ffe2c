using System.Security.Cryptography;
using System.Text;

namespace Judger.Server.Http.Security;

/// <summary>Makes API keys, and the hashes by which the configuration knows them.</summary>
public static class ApiKeyHash
{
    private const string Prefix = "jk-";
    private const int Bytes = 32;

    /// <summary>A new key: 256 random bits.</summary>
    public static string NewKey() => Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The hash of a key, for the configuration. Keys are random, so a plain hash cannot be reversed by guessing.</summary>
    public static string Of(string key) => Convert.ToHexStringLower(Hash(key));

    internal static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
