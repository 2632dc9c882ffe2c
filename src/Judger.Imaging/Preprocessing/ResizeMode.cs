namespace Judger.Imaging.Preprocessing;

/// <summary>How an image that is not square becomes the square that a vision encoder takes.</summary>
public enum ResizeMode
{
    /// <summary>The short edge is resized to the encoder's size, and the middle is cut out (CLIP, Hugging Face's processors).</summary>
    CenterCrop,

    /// <summary>The image is laid on a square of one colour, which is resized (LLaVA's <c>image_aspect_ratio: pad</c>).</summary>
    PadToSquare,

    /// <summary>Both edges are resized to the encoder's size, whatever their ratio is (a processor whose <c>size</c> has a height and a width).</summary>
    Stretch,
}
