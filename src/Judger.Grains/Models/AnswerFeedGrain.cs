using System.Runtime.CompilerServices;
using Judger.Grains.Placement;
using Orleans.Concurrency;

namespace Judger.Grains.Models;

/// <summary>Reads the answers that one slot is writing. It stands beside the slot's model grains, which know nothing of it.</summary>
[GpuResident, Reentrant]
internal sealed class AnswerFeedGrain(AnswerFeeds feeds, TimeProvider time) : Grain, IAnswerFeedGrain
{
    // Short for an eye, and long for a message: a slot that decodes 200 tokens a second sends 30 messages.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    public async IAsyncEnumerable<AnswerPiece> ReadAsync(Guid feed, bool withTokens, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var open = feeds.Open(feed);
        await foreach (var piece in TrimmedText.ReadAsync(open.Progress.ReadAsync(withTokens, cancellationToken), cancellationToken))
        {
            yield return piece;
            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
