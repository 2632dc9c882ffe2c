using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Judger.Server.Web;

/// <summary>One file of the web page, out of this assembly.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ContentType">What it is.</param>
/// <param name="Bytes">Its content.</param>
/// <param name="Tag">Changes with the content.</param>
internal sealed record WebFile(string Name, string ContentType, byte[] Bytes, EntityTagHeaderValue Tag)
{
    private const string Prefix = "Judger.Server.Web/";

    private static readonly Dictionary<string, string> ContentTypes = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    /// <summary>All files of the page.</summary>
    public static IReadOnlyList<WebFile> All()
    {
        var assembly = typeof(WebFile).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => Read(assembly, name))];
    }

    private static WebFile Read(Assembly assembly, string resource)
    {
        using var content = assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        return new(
            resource[Prefix.Length..],
            ContentTypes[Path.GetExtension(resource)],
            bytes,
            new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\""));
    }
}
