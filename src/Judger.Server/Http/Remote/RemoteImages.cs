using System.Net;
using System.Net.Sockets;

namespace Judger.Server.Http.Remote;

/// <summary>
/// Fetches images that are named by URL: a data URL, or a URL of an allowed host. A host name is resolved once and the connection goes to an address that was
/// checked, so that a name cannot lead inside after the check. Redirects are checked like the first URL. Bytes and time are bounded.
/// </summary>
internal sealed class RemoteImages : IDisposable
{
    private const int MaxRedirects = 3;
    private const string DataScheme = "data:";
    private const string Base64 = ";base64,";

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
        catch (HttpRequestException exception)
        {
            throw exception.InnerException as ImageRejectedException ?? new ImageRejectedException("The image's host cannot be reached.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ImageRejectedException($"The image's host did not answer within {_options.Timeout.TotalSeconds:0.#} s.");
        }
    }

    public void Dispose() => _http.Dispose();

    private static byte[] Inline(string address)
    {
        var at = address.IndexOf(Base64, StringComparison.OrdinalIgnoreCase);
        if (at < 0) throw new ImageRejectedException("The image's data URL is not base64. Write data:image/png;base64,...");
        try
        {
            return Convert.FromBase64String(address[(at + Base64.Length)..]);
        }
        catch (FormatException)
        {
            throw new ImageRejectedException("The image's data URL is not valid base64. Send standard base64.");
        }
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
        if (response.Content.Headers.ContentLength > _options.MaxBytes) throw TooLarge();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var memory = new MemoryStream((int)(response.Content.Headers.ContentLength ?? 0));
        var buffer = new byte[81920];
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (memory.Length + read > _options.MaxBytes) throw TooLarge();
            memory.Write(buffer, 0, read);
        }

        return memory.ToArray();
    }

    private ImageRejectedException TooLarge() => new($"The image at the URL has more than {_options.MaxBytes:N0} bytes. Scale it down.");
}
