using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Judger.Server;

/// <summary>Who asks over HTTP.</summary>
/// <param name="Name">The key's holder; null for anybody.</param>
/// <param name="IsAdmin">True when it may see the cluster.</param>
internal sealed record Caller(string? Name, bool IsAdmin)
{
    private const string Bearer = "Bearer ";
    private const int LongestKey = 512;
    private static readonly Caller Anybody = new(null, IsAdmin: true);

    /// <summary>The question's id in the cluster: holders of different keys do not share ids.</summary>
    public string Scoped(string id) => Name is null ? id : $"{Name}/{id}";

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

        return found is null ? null : new(found.Name, found.Scopes.Contains(ApiScope.Admin));
    }

    private static string? Key(HttpRequest request)
    {
        if (request.Headers.TryGetValue("X-Api-Key", out var key) && !StringValues.IsNullOrEmpty(key)) return key;
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : null;
    }
}
