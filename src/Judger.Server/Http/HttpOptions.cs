using System.Net;
using Judger.Server.Http.Remote;
using Judger.Server.Http.Security;

namespace Judger.Server.Http;

/// <summary>The HTTP API of a silo.</summary>
public sealed class HttpOptions
{
    internal const string TracePlace = "{trace}";

    /// <summary>The URLs to listen on, such as http://127.0.0.1:8080; port 0 takes a free port. <value>Default: none, no HTTP API.</value></summary>
    public IReadOnlyList<string> Urls { get; set; } = [];

    /// <summary>The API keys of callers. Without keys the API listens on loopback only.</summary>
    public IReadOnlyList<ApiKeyOptions> ApiKeys { get; set; } = [];

    /// <summary>
    /// A file with more API keys: a JSON list of objects as <c>judger key</c> prints them. It is read again when it changes, so that keys come and go without
    /// a restart. <value>Default: none.</value>
    /// </summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>True lets everybody ask who can reach the API, on any address. <value>Default: false.</value></summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>The certificate of https URLs, as PEM.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>Its private key, as PEM.</summary>
    public string? CertificateKeyFile { get; set; }

    /// <summary>
    /// Proxies whose <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are believed: IP addresses and networks, such as 10.0.0.5 or 10.0.0.0/8. <value>
    /// Default: none.</value>
    /// </summary>
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    /// <summary>
    /// The URL under which people reach this server when a proxy is in front of it, such as https://judger.example. Its web page may ask. <value>Default:
    /// none.</value>
    /// </summary>
    public string? PublicUrl { get; set; }

    /// <summary>
    /// Origins of other servers' pages that may call this one from a browser (CORS), such as https://app.example. <value>Default: none.</value>
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <summary>The most bytes of a request. <value>At least 1 MiB, default 64 MiB: two of the largest images in base64.</value></summary>
    public long MaxBodyBytes { get; set; } = 64 << 20;

    /// <summary>The most requests that one key may have in flight. <value>1 to 100,000, default 1,024.</value></summary>
    public int MaxConcurrentRequests { get; set; } = 1024;

    /// <summary>
    /// After this time without an event a stream sends a comment, so that proxies keep it open. <value>0.1 s to an hour, default 15 s.</value>
    /// </summary>
    public TimeSpan StreamKeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The URL of a trace, such as http://jaeger:16686/trace/{trace}; records then have a link. <value>Default: none.</value></summary>
    public string? TraceUrl { get; set; }

    /// <summary>True serves the silo's metrics for Prometheus at /metrics, to keys with the scope Metrics. <value>Default: false.</value></summary>
    public bool Metrics { get; set; }

    /// <summary>
    /// True serves Orleans' dashboard at /dashboard, to keys with the scope Admin. It shows grains and their calls. <value>Default: false.</value>
    /// </summary>
    public bool Dashboard { get; set; }

    /// <summary>
    /// True lets questions of different key holders share what devices and experts keep: prefixes, encoded images, verdicts. Questions about the same images
    /// are then faster, and a holder can see from times and counts (<c>tokens_reused</c>) that another one has asked about an image. For holders who trust
    /// each other. <value>Default: false, each holder has their own.</value>
    /// </summary>
    public bool ShareCaches { get; set; }

    /// <summary>Images that requests name by URL.</summary>
    public RemoteImageOptions RemoteImages { get; set; } = new();

    /// <summary>True when there is an HTTP API.</summary>
    public bool IsOn => Urls.Count > 0;

    internal IEnumerable<string> Errors()
    {
        for (var index = 0; index < Urls.Count; index++)
        {
            if (!TryParse(Urls[index], out var url)) yield return $"Http:Urls:{index} is \"{Urls[index]}\"; give a URL such as http://127.0.0.1:8080.";
            else if (url.Scheme == "https" && (CertificateFile is null || CertificateKeyFile is null))
                yield return $"Http:Urls:{index} is {Urls[index]}; give Http:CertificateFile and Http:CertificateKeyFile with it.";
            else if (!IsLoopback(url) && !NeedsKey && !AllowAnonymous)
            {
                yield return $"Http:Urls:{index} is {Urls[index]}, which others can reach, and there are no keys; give Http:ApiKeys (judger key makes one), "
                    + "or Http:AllowAnonymous=true.";
            }
        }

        var hashes = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < ApiKeys.Count; index++)
        {
            foreach (var error in ApiKeys[index].Errors(hashes)) yield return $"Http:ApiKeys:{index}:{error}";
        }

        if (ApiKeyFile is not null)
        {
            foreach (var error in Security.ApiKeyFile.Errors(ApiKeyFile, ApiKeys)) yield return $"Http:ApiKeyFile is {ApiKeyFile}, {error}";
        }

        if (CertificateFile is not null && !File.Exists(CertificateFile))
            yield return $"Http:CertificateFile is {CertificateFile}, which does not exist; check the path.";
        if (CertificateKeyFile is not null && !File.Exists(CertificateKeyFile))
            yield return $"Http:CertificateKeyFile is {CertificateKeyFile}, which does not exist; check the path.";
        if (TraceUrl is not null && !IsTraceUrl(TraceUrl))
            yield return $"Http:TraceUrl is \"{TraceUrl}\"; give a URL with {TracePlace} in it, such as http://jaeger:16686/trace/{TracePlace}.";
        for (var index = 0; index < TrustedProxies.Count; index++)
        {
            if (!ProxyAddress.TryParse(TrustedProxies[index], out _))
                yield return $"Http:TrustedProxies:{index} is \"{TrustedProxies[index]}\"; give an IP address or a network, such as 10.0.0.5 or 10.0.0.0/8.";
        }

        if (PublicUrl is not null && WebOrigin.Of(PublicUrl) is null)
            yield return $"Http:PublicUrl is \"{PublicUrl}\"; give a URL without a path, such as https://judger.example.";
        for (var index = 0; index < AllowedOrigins.Count; index++)
        {
            if (WebOrigin.Of(AllowedOrigins[index]) is null)
                yield return $"Http:AllowedOrigins:{index} is \"{AllowedOrigins[index]}\"; give an origin such as https://app.example. There are no wildcards.";
        }

        foreach (var error in RemoteImages.Errors()) yield return error;
        if (MaxBodyBytes < 1 << 20) yield return $"Http:MaxBodyBytes is {MaxBodyBytes}; give at least {1 << 20}.";
        if (StreamKeepAlive < TimeSpan.FromSeconds(0.1) || StreamKeepAlive > TimeSpan.FromHours(1))
            yield return $"Http:StreamKeepAlive is {StreamKeepAlive}; give 00:00:00.1 to 01:00:00.";
        if (MaxConcurrentRequests is < 1 or > 100_000) yield return $"Http:MaxConcurrentRequests is {MaxConcurrentRequests}; give 1 to 100000.";
    }

    /// <summary>The salt of a caller's questions (<see cref="AskRequest.CacheSalt"/>): the holder's name, where holders are kept apart.</summary>
    internal string? CacheSaltOf(Caller caller) => ShareCaches ? null : caller.Name;

    /// <summary>True where a caller needs a key. A file of keys that is empty for a while lets nobody in.</summary>
    internal bool NeedsKey => ApiKeys.Count > 0 || ApiKeyFile is not null;

    /// <summary>True where only this computer can reach the API.</summary>
    internal bool IsLoopbackOnly => Urls.All(url => TryParse(url, out var parsed) && IsLoopback(parsed));

    /// <summary>Reads one of <see cref="Urls"/>; wildcards become 0.0.0.0.</summary>
    internal static bool TryParse(string text, out Uri url)
    {
        // Wildcards are hosts to Kestrel, but not to Uri.
        var plain = text.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal);
        var isAddress = Uri.TryCreate(plain, UriKind.Absolute, out var parsed)
            && parsed.Scheme is "http" or "https" && parsed is { AbsolutePath: "/", Query: "" };
        url = parsed!;
        return isAddress;
    }

    private static bool IsTraceUrl(string text) =>
        text.Contains(TracePlace, StringComparison.Ordinal)
        && Uri.TryCreate(text.Replace(TracePlace, "0", StringComparison.Ordinal), UriKind.Absolute, out var url) && url.Scheme is "http" or "https";

    private static bool IsLoopback(Uri url) =>
        url.Host == "localhost" || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
