namespace Judger.Inference;

/// <summary>The work of one request, counted.</summary>
/// <param name="ImagesEncoded">Images that went through the vision encoder; cached ones do not count.</param>
/// <param name="TokensPrefilled">Prompt positions that were computed, image patches and the beginning of sequence included.</param>
/// <param name="TokensReused">Prompt positions whose keys and values were in the KV cache already.</param>
/// <param name="TokensGenerated">Tokens of the answer.</param>
public readonly record struct WorkCount(int ImagesEncoded, int TokensPrefilled, int TokensReused, int TokensGenerated)
{
    /// <summary>Images whose encodings were kept from earlier requests; those whose positions were reused as a whole were not even looked for.</summary>
    public int ImagesCached { get; init; }

    /// <summary>The work of two requests together.</summary>
    public static WorkCount operator +(WorkCount left, WorkCount right) => new(
        left.ImagesEncoded + right.ImagesEncoded,
        left.TokensPrefilled + right.TokensPrefilled,
        left.TokensReused + right.TokensReused,
        left.TokensGenerated + right.TokensGenerated)
    { ImagesCached = left.ImagesCached + right.ImagesCached };
}
