using Judger.Inference.Engine;
using Judger.Inference.Kv;
using Judger.Inference.Vision;

namespace Judger.Inference.Scheduling;

/// <summary>Images of requests that are about to come, as far as nothing holds them. Under the scheduler's lock only.</summary>
/// <param name="prefixes">The prompts that are held.</param>
/// <param name="images">The encoded images that are held.</param>
/// <param name="encoding">The images that are being encoded.</param>
/// <param name="limit">Most images that wait.</param>
internal sealed class AheadImages(PrefixCache prefixes, ImageEmbeddingCache images, HashSet<string> encoding, int limit)
{
    private readonly Queue<(string Key, PlannedImage Image)> _waiting = new();

    /// <summary>Notes what a prompt will need.</summary>
    /// <param name="prepared">The request.</param>
    /// <param name="width">Values of a position.</param>
    public void Add(PreparedRequest prepared, int width)
    {
        var runs = prepared.Sequence.Runs;
        for (var run = prefixes.HeldRuns(prepared.Sequence); run < runs.Count && _waiting.Count < limit; run++)
        {
            if (runs[run].Image is { } key && IsMissing(key) && images.HasRoomFor((long)runs[run].Length * width * sizeof(float)))
                _waiting.Enqueue((key, prepared.Images[key]));
        }
    }

    /// <summary>The next image to encode, which is noted as being encoded.</summary>
    public bool TryTake(out (string Key, PlannedImage Image) next)
    {
        while (_waiting.TryDequeue(out next))
        {
            if (IsMissing(next.Key) && encoding.Add(next.Key)) return true;
        }

        return false;
    }

    public void Clear() => _waiting.Clear();

    private bool IsMissing(string key) => !encoding.Contains(key) && !images.Contains(key);
}
