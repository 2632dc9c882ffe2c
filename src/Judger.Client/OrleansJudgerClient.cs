using System.Security.Cryptography;

namespace Judger.Client;

/// <summary>Asks over Orleans, from inside the cluster or from a cluster client.</summary>
internal sealed class OrleansJudgerClient(IGrainFactory grains) : IJudgerClient
{
    public async Task<string> PutImageAsync(byte[] image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);

        // An over-size message would fault the connection and take other requests with it, so it is refused here.
        if (image.Length == 0) throw new ImageRejectedException("The image is empty; give a JPEG, PNG or WebP file.");
        if (image.Length > QuestionLimits.MaxImageBytes)
            throw new ImageRejectedException($"The image has {image.Length:N0} bytes; at most {QuestionLimits.MaxImageBytes:N0} are taken. Scale it down.");
        var digest = Convert.ToHexStringLower(SHA256.HashData(image));
        await grains.GetGrain<IImageGrain>(digest).PutAsync(image, cancellationToken);
        return digest;
    }

    public Task<QuestionRecord> AskAsync(AskRequest request, string? id, CancellationToken cancellationToken) =>
        Question(id ?? Guid.NewGuid().ToString("N")).AskAsync(request, cancellationToken);

    public IAsyncEnumerable<QuestionEvent> AskStreamAsync(AskRequest request, string id, CancellationToken cancellationToken) =>
        Question(id).StreamAsync(request, cancellationToken).WithBatchSize(1);

    public Task<QuestionRecord?> GetAsync(string id, CancellationToken cancellationToken) => Question(id).GetAsync(cancellationToken);

    public Task CancelAsync(string id, CancellationToken cancellationToken) => Question(id).CancelAsync(cancellationToken);

    private IQuestionGrain Question(string id) => grains.GetGrain<IQuestionGrain>(id);
}
