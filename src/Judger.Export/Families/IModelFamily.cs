using Judger.Export.Checkpoints;

namespace Judger.Export.Families;

/// <summary>
/// A family of models: checkpoints of one architecture, whose configuration, tensor names, graphs, preprocessing and prompts one folder below
/// <c>Families</c> knows. It is registered in <see cref="ModelFamilies"/>.
/// </summary>
internal interface IModelFamily
{
    /// <summary>The family's name as people say it, such as <c>LLaVA-1.5</c>.</summary>
    string Name { get; }

    /// <summary>The values of <c>model_type</c> in a <c>config.json</c> of the family.</summary>
    IReadOnlyList<string> ModelTypes { get; }

    /// <summary>The values of <c>architectures</c>, for a <c>config.json</c> without <c>model_type</c>.</summary>
    IReadOnlyList<string> Architectures { get; }

    /// <summary>The towers and text models that its checkpoints may have, in words.</summary>
    string Parts { get; }

    /// <summary>Reads a checkpoint of the family: everything but the tensors' values.</summary>
    /// <exception cref="CheckpointException">A file is missing or wrong, or the checkpoint has something that the family's graphs do not.</exception>
    IModelExport Read(Checkpoint checkpoint);
}
