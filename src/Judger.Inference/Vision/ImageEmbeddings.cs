namespace Judger.Inference.Vision;

/// <summary>An encoded image <c>[tokens, hidden]</c>. Used under the scheduler's lock only, but for its values, which never change.</summary>
internal sealed class ImageEmbeddings(string key, float[] values)
{
    public string Key { get; } = key;

    public float[] Values { get; } = values;

    /// <summary>Sequences that still have to prefill it.</summary>
    public int Pins { get; set; }

    /// <summary>How long it took to encode it for a request that was about to come; null once that one has it, and for any other.</summary>
    public TimeSpan? AheadTime { get; set; }

    public long Bytes => (long)Values.Length * sizeof(float);
}
