namespace Judger.Inference;

/// <summary>From pixels to the embeddings that stand at an image's place in a prompt.</summary>
internal interface IImageEncoder : IDisposable
{
    /// <summary>Returns <c>[patches, hidden]</c> for what an input shows. Safe for several threads at once.</summary>
    float[] Encode(ImageInput image);
}
