namespace Judger.Server.Http.Security;

/// <summary>Origins of web pages (RFC 6454) as browsers write them: scheme, host in lower case, and the port where it is not the scheme's own.</summary>
internal static class WebOrigin
{
    /// <summary>The origin of a URL; null where it is not an http or https URL of an origin alone, without user, path, query or fragment.</summary>
    public static string? Of(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            || parsed is not { Scheme: "http" or "https", UserInfo: "", AbsolutePath: "/", Query: "", Fragment: "" }
            || parsed.Host.Contains('*'))
            return null;
        return $"{parsed.Scheme}://{HostOf(parsed)}{(parsed.IsDefaultPort ? "" : $":{parsed.Port}")}";
    }

    /// <summary>The host of a URL that has an origin.</summary>
    public static string HostOf(string url) => HostOf(new Uri(url));

    private static string HostOf(Uri url) => url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;
}
