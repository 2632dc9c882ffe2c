using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Judger.Server;

/// <summary>Who asks over HTTP.</summary>
/// <param name="Name">The key's holder; null for anybody.</param>
/// <param name="Scopes">What the key is good for.</param>
internal sealed record Caller(string? Name, IReadOnlyList<ApiScope> Scopes)
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";
    private const int LongestKey = 512;
    private static readonly Caller Anybody = new(null, [ApiScope.Admin]);
    private static readonly ApiScope[] Default = [ApiScope.Ask];

    /// <summary>The question's id in the cluster: holders of different keys do not share ids.</summary>
    public string Scoped(string id) => Name is null ? id : $"{Name}/{id}";

    /// <summary>Whether it may do what the scope is for.</summary>
    public bool May(ApiScope scope) => Scopes.Contains(scope) || Scopes.Contains(ApiScope.Admin);

    /// <summary>The caller of a request, or null when its key is none.</summary>
    public static Caller? Of(HttpRequest request, HttpSettings settings)
    {
        if (settings.ApiKeys.Count == 0) return Anybody;
        if (Key(request) is not { Length: > 0 and <= LongestKey } key) return null;
        var hash = ApiKeyHash.Hash(key);
        ApiKeySettings? found = null;

        // All are compared, each in constant time, so that time tells nothing of how near a guess is.
        foreach (var known in settings.ApiKeys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, Convert.FromHexString(known.Sha256))) found = known;
        }

        return found is null ? null : new(found.Name, found.Scopes is [] ? Default : found.Scopes);
    }

    private static string? Key(HttpRequest request)
    {
        if (request.Headers.TryGetValue("X-Api-Key", out var key) && !StringValues.IsNullOrEmpty(key)) return key;
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return authorization[Bearer.Length..].Trim();
        return authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? Password(authorization[Basic.Length..].Trim()) : null;
    }

    // Browsers ask people for a name and a password (RFC 7617): the key is the password.
    private static string? Password(string credentials)
    {
        var bytes = new byte[credentials.Length];
        if (!Convert.TryFromBase64String(credentials, bytes, out var length)) return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? text[(colon + 1)..] : null;
    }
}
