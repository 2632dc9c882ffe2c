using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Judger.Server.Http.Security;

/// <summary>A request's caller.</summary>
/// <param name="Name">The holder of the API key; null where no keys are configured.</param>
/// <param name="Scopes">What the key may be used for.</param>
internal sealed record Caller(string? Name, IReadOnlyList<ApiScope> Scopes)
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";
    private const int LongestKey = 512;
    private static readonly Caller Anybody = new(null, [ApiScope.Admin]);
    private static readonly ApiScope[] Default = [ApiScope.Ask];

    /// <summary>The caller that the gate has let through.</summary>
    public static Caller Of(HttpContext context) => context.Features.Get<Caller>()!;

    /// <summary>True where the caller may see the inside: addresses, names of servers, words of theirs.</summary>
    public bool IsAdmin => May(ApiScope.Admin);

    /// <summary>A question's id in the cluster. Holders of different keys do not share ids.</summary>
    public QuestionId Scoped(QuestionId id) => id.InScope(Name);

    /// <summary>True when the caller has the scope.</summary>
    public bool May(ApiScope scope) => Scopes.Contains(scope) || Scopes.Contains(ApiScope.Admin);

    /// <summary>The caller of a request; null when the key is missing or not known.</summary>
    public static Caller? Of(HttpRequest request, ApiKeyring keyring)
    {
        if (keyring.IsOpen) return Anybody;
        if (Key(request) is not { Length: > 0 and <= LongestKey } key) return null;
        var hash = ApiKeyHash.Hash(key);
        ApiKeyOptions? found = null;

        // All keys are compared, each in constant time: the time of a response says nothing about how near a guess is.
        foreach (var known in keyring.Keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, Convert.FromHexString(known.Sha256))) found = known;
        }

        return found is null ? null : new(found.Name, found.Scopes is [] ? Default : found.Scopes);
    }

    private static string? Key(HttpRequest request)
    {
        if (request.Headers.TryGetValue("X-Api-Key", out var key) && !StringValues.IsNullOrEmpty(key)) return Utf8(key.ToString());
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return Utf8(authorization[Bearer.Length..].Trim());
        return authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? Password(authorization[Basic.Length..].Trim()) : null;
    }

    // Headers come as their bytes (Latin-1); a key that is not ASCII is known by its UTF-8.
    private static string Utf8(string header) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(header));

    // Browsers ask people for a name and a password (RFC 7617): the key is the password.
    private static string? Password(string credentials)
    {
        var bytes = new byte[credentials.Length];
        if (!Convert.TryFromBase64String(credentials, bytes, out var length)) return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? text[(colon + 1)..] : null;
    }
}
