using System.Net;
using System.Net.Sockets;
using Judger.Server.Http.Requests;

namespace Judger.Server.Http.Remote;

/// <summary>
/// Fetches images that are named by URL: a data URL, or a URL of an allowed host. A host name is resolved once and the connection goes to an address that was
/// checked, so that a name cannot lead inside after the check. Redirects are checked like the first URL. Bytes and time are bounded.
/// </summary>
internal sealed class RemoteImages : IDisposable
{
    private const int MaxRedirects = 3;
    private const string DataScheme = "data:";
    private const string Base64 = ";base64";

    private readonly RemoteImageOptions _options;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly Func<IPAddress, bool> _isAllowed;
    private readonly HttpClient _http;

    public RemoteImages(HttpOptions options)
        : this(options.RemoteImages, Dns.GetHostAddressesAsync, PublicAddresses.Contains)
    {
    }

    internal RemoteImages(RemoteImageOptions options, Func<string, CancellationToken, Task<IPAddress[]>> resolve, Func<IPAddress, bool> isAllowed)
    {
        (_options, _resolve, _isAllowed) = (options, resolve, isAllowed);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = ConnectAsync,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            MaxResponseHeadersLength = 32,
        };
        _http = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The bytes that a URL leads to.</summary>
    /// <exception cref="ImageRejectedException">The URL is not valid, may not be fetched, does not answer in time, or leads to too many bytes.</exception>
    public async Task<byte[]> FetchAsync(string address, CancellationToken cancellationToken)
    {
        // Browsers strip what stands around a URL, too.
        address = address.Trim();
        if (address.StartsWith(DataScheme, StringComparison.OrdinalIgnoreCase)) return Inline(address);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.Timeout);
        try
        {
            var url = Checked(Uri.TryCreate(address, UriKind.Absolute, out var first)
                ? first
                : throw new ImageRejectedException("The image's URL is not valid. Give a data URL or an https URL."));
            for (var redirects = 0; ; redirects++)
            {
                using var response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                if ((int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is { } next)
                {
                    if (redirects == MaxRedirects) throw new ImageRejectedException($"The image's URL redirects more than {MaxRedirects} times.");
                    url = Checked(new Uri(url, next));
                    continue;
                }

                if (!response.IsSuccessStatusCode) throw new ImageRejectedException($"The image's host answered with status {(int)response.StatusCode}.");
                return await ReadAsync(response, limit.Token);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw exception.InnerException as ImageRejectedException ?? new ImageRejectedException("The image's host cannot be reached, or broke off.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ImageRejectedException($"The image's host did not answer within {_options.Timeout.TotalSeconds:0.#} s.");
        }
    }

    public void Dispose() => _http.Dispose();

    // data:[media type][;parameters][;base64],data (RFC 2397).
    private static byte[] Inline(string address)
    {
        if (!address.Contains(',', StringComparison.Ordinal)) address = Uri.UnescapeDataString(address);
        var comma = address.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !Uri.UnescapeDataString(address[..comma]).TrimEnd().EndsWith(Base64, StringComparison.OrdinalIgnoreCase))
            throw new ImageRejectedException("The image's data URL is not base64. Write data:image/png;base64,...");
        return Base64Text.TryDecode(address.AsSpan(comma + 1), out var bytes, out var error)
            ? bytes
            : throw new ImageRejectedException($"The image's data URL is {error}. Send standard or URL-safe base64.");
    }

    private Uri Checked(Uri url)
    {
        if (_options.AllowedHosts.Count == 0) throw new ImageRejectedException("This server does not fetch images. Send the image itself as a data URL.");
        if (url.Scheme != "https" && !(_options.AllowHttp && url.Scheme == "http"))
            throw new ImageRejectedException($"This server does not fetch images by {url.Scheme}. Give an https URL.");
        if (url.UserInfo.Length > 0) throw new ImageRejectedException("The image's URL contains a user name. Give a URL without one.");
        return _options.Allows(url)
            ? url
            : throw new ImageRejectedException(
                $"This server does not fetch images from {url.Authority}. The operator can allow the host in Http:RemoteImages:AllowedHosts.");
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await _resolve(context.DnsEndPoint.Host, cancellationToken);

        // One address that is not public is enough to refuse: a name with both kinds is made to pass checks.
        if (addresses.Length == 0 || !addresses.All(_isAllowed))
            throw new ImageRejectedException($"This server does not fetch images from {context.DnsEndPoint.Host}: its IP address is not public.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await BoundedBody.ReadAsync(body, response.Content.Headers.ContentLength, _options.MaxBytes, _ => TooLarge(), cancellationToken);
    }

    private ImageRejectedException TooLarge() => new($"The image at the URL has more than {_options.MaxBytes:N0} bytes. Scale it down.");
}
