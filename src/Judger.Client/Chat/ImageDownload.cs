using System.Net.Http.Headers;

namespace Judger.Client.Chat;

/// <summary>Fetches images of conversations from where they lie. The application that has the conversation fetches them, and not the server.</summary>
internal static class ImageDownload
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Lazy<HttpClient> Shared = new(() => new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }));

    /// <summary>The bytes of an image.</summary>
    /// <param name="address">An http or https address.</param>
    /// <param name="http">Who fetches it; null for a client of this package's own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ImageRejectedException">It cannot be fetched, or is too large.</exception>
    public static async Task<byte[]> FetchAsync(Uri address, HttpClient? http, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Accept = { new MediaTypeWithQualityHeaderValue("image/*") } } };
            using var response = await (http ?? Shared.Value).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (!response.IsSuccessStatusCode) throw Rejected(address, $"{(int)response.StatusCode} was answered");
            await using var stream = await response.Content.ReadAsStreamAsync(limit.Token);
            using var bytes = new MemoryStream();
            var buffer = new byte[81920];
            for (int read; (read = await stream.ReadAsync(buffer, limit.Token)) > 0;)
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > QuestionLimits.MaxImageBytes) throw Rejected(address, $"it has more than {QuestionLimits.MaxImageBytes} bytes");
            }

            return bytes.ToArray();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Rejected(address, exception is OperationCanceledException ? $"nothing came within {Patience.TotalSeconds} s" : exception.Message);
        }
    }

    private static ImageRejectedException Rejected(Uri address, string why) =>
        new($"The image at {address} was not fetched: {why.ReplaceLineEndings(" ")}. Give its bytes as DataContent.");
}
