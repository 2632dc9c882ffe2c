using Judger.Client;

namespace Judger.Server;

/// <summary>Puts the images of a chat: data addresses, and remote ones where the configuration allows them.</summary>
internal sealed class ChatImages(IJudgerClient client, RemoteImages remote)
{
    private const string DataScheme = "data:";
    private const string Base64 = ";base64,";

    /// <summary>The images' digests, in order.</summary>
    /// <exception cref="ParameterException">An address is none, or may not be fetched, or leads to no image.</exception>
    public async Task<IReadOnlyList<string>> PutAsync(IReadOnlyList<(string Place, string Url)> images, CancellationToken cancellationToken)
    {
        var digests = new List<string>(images.Count);
        foreach (var (place, url) in images)
        {
            try
            {
                digests.Add(await client.PutImageAsync(url.StartsWith(DataScheme, StringComparison.OrdinalIgnoreCase) ? Data(place, url) : await remote.FetchAsync(url, cancellationToken), cancellationToken));
            }
            catch (ImageRejectedException exception)
            {
                throw new ParameterException(place, exception.Code, exception.Message);
            }
        }

        return digests;
    }

    private static byte[] Data(string place, string url)
    {
        var at = url.IndexOf(Base64, StringComparison.OrdinalIgnoreCase);
        if (at < 0) throw ParameterException.Value(place, "The address is a data address without base64; write data:image/png;base64,...");
        try
        {
            return Convert.FromBase64String(url[(at + Base64.Length)..]);
        }
        catch (FormatException)
        {
            throw ParameterException.Value(place, "The data address is no base 64.");
        }
    }
}
