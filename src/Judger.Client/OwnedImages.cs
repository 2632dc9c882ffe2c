namespace Judger.Client;

/// <summary>
/// Images of several owners, for a server in front of a cluster: the bytes are stored once, and an image is there for those only who have sent it. Without an
/// owner (null) it is there for everybody.
/// </summary>
public sealed class OwnedImages(IJudgerClient client, IGrainFactory grains, TimeProvider time)
{
    /// <summary>Makes an image known to the cluster, as its owner's.</summary>
    /// <param name="owner">Who has sent it: a name without slashes, or null.</param>
    /// <param name="image">Its bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ImageRejectedException">The bytes are not an image that can be read, or there are too many of them.</exception>
    public async Task<ImageDigest> PutAsync(string? owner, byte[] image, CancellationToken cancellationToken)
    {
        var digest = await client.PutImageAsync(image, cancellationToken);
        if (owner is not null)
        {
            await CallAsync(async token =>
            {
                await Claim(owner, digest).ClaimAsync(token);
                return true;
            }, cancellationToken);
        }

        return digest;
    }

    /// <summary>True when the owner has sent the image and it is there, and will be for some time.</summary>
    /// <inheritdoc cref="RequireAsync"/>
    public Task<bool> HasAsync(string? owner, ImageDigest digest, CancellationToken cancellationToken) => CallAsync(
        async token => (owner is null || await Claim(owner, digest).TouchAsync(token))
            && await grains.GetGrain<IImageGrain>(digest.ToString()).TouchAsync(token),
        cancellationToken);

    /// <summary>Refuses an image that its owner has not sent.</summary>
    /// <param name="owner">Who asks about it, or null: then it is the cluster that says whether it has the image.</param>
    /// <param name="digest">The image.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ImageMissingException">It has not.</exception>
    public async Task RequireAsync(string? owner, ImageDigest digest, CancellationToken cancellationToken)
    {
        if (owner is not null && !await HasAsync(owner, digest, cancellationToken))
            throw ImageMissingException.Of(digest.ToString());
    }

    private IImageOwnerGrain Claim(string owner, ImageDigest digest) => grains.GetGrain<IImageOwnerGrain>($"{owner}/{digest}");

    private Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        OrleansJudgerClient.CallAsync(call, time, cancellationToken);
}
