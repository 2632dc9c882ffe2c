using System.Net;
using System.Net.Sockets;

namespace Judger.Server;

/// <summary>
/// Images that are named by an address: a data address, or one of an allowed host. A name is resolved once and the connection goes to an address that was looked at, so that a name cannot lead inside
/// after the check; redirects are checked like the first address; bytes and time are bounded.
/// </summary>
internal sealed class RemoteImages : IDisposable
{
    private const int MaxRedirects = 3;
    private const string DataScheme = "data:";
    private const string Base64 = ";base64,";

    private readonly RemoteImageSettings _settings;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly Func<IPAddress, bool> _isAllowed;
    private readonly HttpClient _http;

    public RemoteImages(HttpSettings settings)
        : this(settings.RemoteImages, Dns.GetHostAddressesAsync, PublicAddresses.Contains)
    {
    }

    internal RemoteImages(RemoteImageSettings settings, Func<string, CancellationToken, Task<IPAddress[]>> resolve, Func<IPAddress, bool> isAllowed)
    {
        (_settings, _resolve, _isAllowed) = (settings, resolve, isAllowed);
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

    /// <summary>The bytes at an address.</summary>
    /// <exception cref="ImageRejectedException">The address may not be fetched, does not answer in time, or leads to something else than an image, or to one that is too large.</exception>
    public async Task<byte[]> FetchAsync(string address, CancellationToken cancellationToken)
    {
        if (address.StartsWith(DataScheme, StringComparison.OrdinalIgnoreCase)) return Inline(address);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_settings.Timeout);
        try
        {
            var url = Checked(Uri.TryCreate(address, UriKind.Absolute, out var first) ? first : throw new ImageRejectedException("The image's address is none; give a data address or an https address."));
            for (var redirects = 0; ; redirects++)
            {
                using var response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                if ((int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is { } next)
                {
                    if (redirects == MaxRedirects) throw new ImageRejectedException($"The image's address redirects more than {MaxRedirects} times.");
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
            throw new ImageRejectedException($"The image's host did not deliver within {_settings.Timeout.TotalSeconds:0.#} s.");
        }
    }

    public void Dispose() => _http.Dispose();

    private static byte[] Inline(string address)
    {
        var at = address.IndexOf(Base64, StringComparison.OrdinalIgnoreCase);
        if (at < 0) throw new ImageRejectedException("The image's address is a data address without base64; write data:image/png;base64,...");
        try
        {
            return Convert.FromBase64String(address[(at + Base64.Length)..]);
        }
        catch (FormatException)
        {
            throw new ImageRejectedException("The image's data address is no base 64.");
        }
    }

    private Uri Checked(Uri url)
    {
        if (_settings.AllowedHosts.Count == 0) throw new ImageRejectedException("Images are not fetched from addresses here; send the image itself as a data address.");
        if (url.Scheme != "https" && !(_settings.AllowHttp && url.Scheme == "http")) throw new ImageRejectedException($"Images are not fetched by {url.Scheme}; give an https address.");
        if (url.UserInfo.Length > 0) throw new ImageRejectedException("The image's address holds a user name; give one without.");
        return _settings.Allows(url) ? url : throw new ImageRejectedException($"Images are not fetched from {url.Authority}; the operator allows hosts by Http:RemoteImages:AllowedHosts.");
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await _resolve(context.DnsEndPoint.Host, cancellationToken);

        // One address inside is enough to refuse: a name that leads to both is made to pass checks.
        if (addresses.Length == 0 || !addresses.All(_isAllowed)) throw new ImageRejectedException($"Images are not fetched from {context.DnsEndPoint.Host}: its address is not a public one.");
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
        if (response.Content.Headers.ContentLength > _settings.MaxBytes) throw TooLarge();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var memory = new MemoryStream((int)(response.Content.Headers.ContentLength ?? 0));
        var buffer = new byte[81920];
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (memory.Length + read > _settings.MaxBytes) throw TooLarge();
            memory.Write(buffer, 0, read);
        }

        return memory.ToArray();
    }

    private ImageRejectedException TooLarge() => new($"The image at the address has more than {_settings.MaxBytes:N0} bytes. Scale it down.");
}
