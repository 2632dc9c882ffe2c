using Judger.Export.Checkpoints;

namespace Judger.Export.Synthetic;

/// <summary>The shapes of random checkpoints: those that have a name, and that of any configuration.</summary>
public static class CheckpointShapes
{
    private const string Prefix = "shapes/", Suffix = ".json";

    /// <summary>The names: LLaVA-1.5's sizes, and published models of the other families.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. SyntheticGeometry.ByName.Keys,
        .. typeof(CheckpointShapes).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The shape of a name.</summary>
    /// <exception cref="KeyNotFoundException">It is not one of <see cref="Names"/>.</exception>
    public static CheckpointShape Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (SyntheticGeometry.ByName.TryGetValue(name, out var geometry)) return geometry;
        using var files = typeof(CheckpointShapes).Assembly.GetManifestResourceStream(Prefix + name + Suffix)
            ?? throw new KeyNotFoundException($"There is no shape '{name}'.");
        return FamilyShape.Of(name, files);
    }

    /// <summary>
    /// The shape of the model whose <c>config.json</c> a folder has. What says how images and texts are prepared is taken from it too, as far as it is there;
    /// without a tokenizer it gets a small one of its own.
    /// </summary>
    /// <exception cref="CheckpointException">There is none, or it is of a model that cannot be exported.</exception>
    public static CheckpointShape Read(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return FamilyShape.Read(folder);
    }
}
