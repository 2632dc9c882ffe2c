using Judger.Inference.Errors;
using Judger.Inference.Manifest;

namespace Judger.Cli.Hosting;

/// <summary>Who answers, for the person who asks.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Scope">What it knows, where its manifest says that this is less than photographs.</param>
internal sealed record ModelCard(string Name, string? Scope)
{
    /// <summary>What somebody has to know who asks it about an image of their own; null when nothing is to be said.</summary>
    public string? Note => Scope is null
        ? null
        : $"note: {Name} knows only {Scope}; its answer about any other image means nothing. Give a model for photographs with --model.";

    /// <summary>Reads a model folder's manifest.</summary>
    /// <exception cref="ModelFolderException">There is no model folder, or its manifest is not valid.</exception>
    public static ModelCard Read(string folder)
    {
        var manifest = ModelFolder.ReadManifest(folder);
        return new(manifest.Name, manifest.Scope);
    }
}
