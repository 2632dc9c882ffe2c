using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Judger.Tests.Shared;

/// <summary>
/// A proxy on loopback that ends TLS and forwards each request to a server over plain http, as nginx does: with the headers X-Forwarded-For, -Proto and -Host,
/// and the Host that the client sent. Its certificate is made on the spot.
/// </summary>
internal sealed class TlsProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate = Certificate();
    private readonly Task _accepting;

    public TlsProxy()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The server behind it.</summary>
    public Uri? Target { get; set; }

    /// <summary>True passes the target's own name on as Host, as a proxy does that is not told otherwise.</summary>
    public bool RewritesHost { get; set; }

    /// <summary>False adds no X-Forwarded headers.</summary>
    public bool Forwards { get; set; } = true;

    public Uri Address => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>A client that knows the certificate.</summary>
    public HttpClient NewClient()
    {
        var thumbprint = _certificate.Thumbprint;
#pragma warning disable CA2000, CA5400 // The client owns its handler, and a certificate of the test is on no revocation list.
        return new(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, seen, _, _) => seen?.Thumbprint == thumbprint })
#pragma warning restore CA2000, CA5400
        {
            BaseAddress = Address,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _certificate.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                open.Add(ServeAsync(client));
            }
        }
        finally
        {
            await Task.WhenAll(open);
        }
    }

    // One request a connection.
    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            await using (var secure = new SslStream(client.GetStream()))
            {
                await secure.AuthenticateAsServerAsync(
                    new() { ServerCertificate = _certificate, ApplicationProtocols = [SslApplicationProtocol.Http11] }, _stop.Token);
                var (head, body) = await HeadAsync(secure, _stop.Token);
                if (head.Length == 0 || Target is not { } target) return;
                using var server = new TcpClient();
                await server.ConnectAsync(target.Host, target.Port, _stop.Token);
                await using var plain = server.GetStream();
                await plain.WriteAsync(Encoding.Latin1.GetBytes(Rewrite(head, target)), _stop.Token);
                await plain.WriteAsync(body, _stop.Token);

                // Whoever ends first ends the other, too.
                using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                var up = secure.CopyToAsync(plain, either.Token);
                var down = plain.CopyToAsync(secure, either.Token);
                await Task.WhenAny(up, down);
                await either.CancelAsync();
                await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await secure.ShutdownAsync();
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or AuthenticationException)
        {
            // A browser opens connections that it does not use, and closes them as it likes.
        }
    }

    private string Rewrite(string head, Uri target)
    {
        var lines = head.TrimEnd().Split("\r\n");
        var host = lines.First(line => line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase))["Host:".Length..].Trim();
        var kept = lines.Where(line => !line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase)
            && !(RewritesHost && line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase)));
        List<string> added = ["Connection: close"];
        if (RewritesHost) added.Add($"Host: {target.Authority}");
        if (Forwards) added.AddRange(["X-Forwarded-For: 192.0.2.7", "X-Forwarded-Proto: https", $"X-Forwarded-Host: {host}"]);
        return string.Join("\r\n", kept.Concat(added)) + "\r\n\r\n";
    }

    /// <summary>The request line and headers, and what of the body came with them.</summary>
    private static async Task<(string Head, byte[] Body)> HeadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var seen = new MemoryStream();
        var buffer = new byte[4096];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            seen.Write(buffer, 0, read);
            var end = seen.GetBuffer().AsSpan(0, (int)seen.Length).IndexOf("\r\n\r\n"u8);
            if (end < 0) continue;
            var bytes = seen.ToArray();
            return (Encoding.Latin1.GetString(bytes, 0, end + 4), bytes[(end + 4)..]);
        }

        return ("", []);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
    }
}
