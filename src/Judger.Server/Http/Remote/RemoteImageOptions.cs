namespace Judger.Server.Http.Remote;

/// <summary>Images that requests name by URL. An image is fetched only when its host is allowed.</summary>
public sealed class RemoteImageOptions
{
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Hosts whose images may be fetched, such as images.example.com, *.example.com, or images.example.com:8443 for another port. <value>Default: none.</value>
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; set; } = [];

    /// <summary>True allows http beside https. <value>Default: false.</value></summary>
    public bool AllowHttp { get; set; }

    /// <summary>The most bytes of an image. <value>1 to 20 MiB, default 20 MiB, the limit of all images.</value></summary>
    public int MaxBytes { get; set; } = QuestionLimits.MaxImageBytes;

    /// <summary>How long fetching an image may take, redirects included. <value>100 ms to 1 minute, default 10 s.</value></summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    internal IEnumerable<string> Errors()
    {
        foreach (var host in AllowedHosts.Where(host => !IsHost(host)))
            yield return $"Http:RemoteImages:AllowedHosts has \"{host}\"; give a host such as images.example.com or *.example.com, without scheme and path.";
        if (MaxBytes is < 1 or > QuestionLimits.MaxImageBytes)
            yield return $"Http:RemoteImages:MaxBytes is {MaxBytes}; give 1 to {QuestionLimits.MaxImageBytes}.";
        if (Timeout < TimeSpan.FromMilliseconds(100) || Timeout > LongestTimeout)
            yield return $"Http:RemoteImages:Timeout is {Timeout}; give 100 ms to {LongestTimeout}.";
    }

    /// <summary>True when a URL's host and port are allowed.</summary>
    internal bool Allows(Uri url) => AllowedHosts.Any(allowed =>
    {
        var (host, port) = allowed.Split(':') is [var name, var number]
            ? (name, int.Parse(number, System.Globalization.CultureInfo.InvariantCulture))
            : (allowed, url.Scheme == "https" ? 443 : 80);
        return url.Port == port && (host.StartsWith("*.", StringComparison.Ordinal)
            ? url.IdnHost.EndsWith(host[1..], StringComparison.OrdinalIgnoreCase)
            : url.IdnHost.Equals(host, StringComparison.OrdinalIgnoreCase));
    });

    private static bool IsHost(string text)
    {
        var host = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        return Uri.TryCreate($"https://{host}/", UriKind.Absolute, out var url)
            && url is { UserInfo: "", AbsolutePath: "/", Query: "", Fragment: "" }
            && !host.Contains('/')
            && !host.Contains('*');
    }
}
