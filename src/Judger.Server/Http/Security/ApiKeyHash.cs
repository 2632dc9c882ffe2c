using System.Security.Cryptography;
using System.Text;

namespace Judger.Server;

/// <summary>API keys: how they are made, and who holds one.</summary>
public static class ApiKeyHash
{
    private const string Prefix = "jk-";
    private const int Bytes = 32;

    /// <summary>A new key: 256 random bits.</summary>
    public static string NewKey() => Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What the configuration keeps of a key. A key is random, so that a plain hash of it cannot be searched through.</summary>
    public static string Of(string key) => Convert.ToHexStringLower(Hash(key));

    internal static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
