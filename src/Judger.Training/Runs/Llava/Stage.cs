namespace Judger.Training.Runs.Llava;

/// <summary>JUDGER's stages, as far as they are trained. The vision encoder is frozen in all.</summary>
internal enum Stage
{
    /// <summary>Stage I: the projector, on whole images.</summary>
    Alignment,

    /// <summary>Stage II: projector and decoder, on image and crop.</summary>
    Perception,

    /// <summary>Stage III: the same with judgments.</summary>
    Correction,
}
