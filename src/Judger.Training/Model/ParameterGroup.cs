namespace Judger.Training.Model;

/// <summary>The parts of the model that phases freeze or slow down.</summary>
public enum ParameterGroup
{
    Vision,
    Projector,
    Language,

    /// <summary>The dense-label head that teaches the vision encoder; not part of the checkpoint.</summary>
    DenseHead,
}
