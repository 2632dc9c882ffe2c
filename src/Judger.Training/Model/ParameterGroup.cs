namespace Judger.Training.Model;

/// <summary>The parts of the model that phases freeze or slow down.</summary>
public enum ParameterGroup
{
    Vision,
    Projector,
    Language,

    /// <summary>The dense-label head that teaches the vision encoder; not part of the checkpoint.</summary>
    DenseHead,

    /// <summary>Low-rank additions to the decoder's linear layers (LoRA, arXiv 2106.09685).</summary>
    Adapter,
}
