namespace Judger.Inference.Vision;

/// <summary>From pixels to the embeddings that stand at an image's place in a prompt. Safe for several threads at once.</summary>
internal interface IImageEncoder : IDisposable
{
    /// <summary>
    /// The processor's part of an encode, for whoever wants it done before: the input <c>[tensors, 3, size, size]</c>; null where there is no such part.
    /// </summary>
    float[]? Preprocess(PlannedImage image) => null;

    /// <summary>Returns <c>[tokens, hidden]</c> for what an image shows.</summary>
    /// <param name="image">The image.</param>
    /// <param name="tensor">What <see cref="Preprocess"/> gave for it; null to have that done here.</param>
    float[] Encode(PlannedImage image, float[]? tensor = null);

    /// <summary>Encodes nothing in particular, so that the first image does not wait for what is loaded at the first use.</summary>
    void WarmUp()
    {
    }
}
