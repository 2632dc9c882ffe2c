using Judger.Client;
using Judger.Server.Http.Remote;

namespace Judger.Server.Http.Chat;

/// <summary>Puts the images of a chat: data URLs, and remote ones where the configuration allows them.</summary>
internal sealed class ChatImages(IJudgerClient client, RemoteImages remote)
{
    /// <summary>The images' digests, in order.</summary>
    /// <exception cref="ParameterException">A URL is not valid, or may not be fetched, or does not lead to an image.</exception>
    public async Task<IReadOnlyList<ImageDigest>> PutAsync(IReadOnlyList<(string Place, string Url)> images, CancellationToken cancellationToken)
    {
        var digests = new List<ImageDigest>(images.Count);
        foreach (var (place, url) in images)
        {
            try
            {
                digests.Add(await client.PutImageAsync(await remote.FetchAsync(url, cancellationToken), cancellationToken));
            }
            catch (ImageRejectedException exception)
            {
                throw new ParameterException(place, exception.Code, exception.Message);
            }
        }

        return digests;
    }
}
