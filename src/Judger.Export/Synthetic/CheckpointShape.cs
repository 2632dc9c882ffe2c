using Judger.Inference.Manifest;

namespace Judger.Export.Synthetic;

/// <summary>What a random checkpoint is like: its tensors, and the files beside them.</summary>
public abstract record CheckpointShape
{
    /// <summary>The number format of every tensor.</summary>
    public WeightType Type { get; init; } = WeightType.Float32;

    /// <summary>Its tensors, in order.</summary>
    internal abstract IReadOnlyList<LayoutTensor> Layout();

    /// <summary>Writes every file but those of the tensors.</summary>
    /// <param name="folder">The folder, which exists.</param>
    /// <param name="name">The checkpoint's name.</param>
    internal abstract void WriteFiles(string folder, string name);
}
