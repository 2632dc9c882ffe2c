namespace Judger.TinyModel.World;

/// <summary>How many objects a scene holds and how large they are.</summary>
public sealed record SceneLayout
{
    /// <summary>The scenes that questions are asked about: 3 to 6 objects, no colour twice.</summary>
    public static SceneLayout Standard { get; } = new();

    /// <summary>Crowded scenes with colours repeated, from which a vision encoder learns more per picture.</summary>
    public static SceneLayout Crowded { get; } =
        new() { MinObjects = 24, MaxObjects = 40, MinRadius = 22, MaxRadius = 40, UniqueColors = false, Spacing = 1.02, Gap = 2 };

    public int MinObjects { get; init; } = 3;

    public int MaxObjects { get; init; } = 6;

    /// <summary>Smallest radius in canvas pixels.</summary>
    public double MinRadius { get; init; } = 28;

    /// <summary>Largest radius in canvas pixels.</summary>
    public double MaxRadius { get; init; } = 44;

    /// <summary>Smallest digit height in canvas pixels: 2 px at the model's input, not readable there.</summary>
    public double MinGlyphHeight { get; init; } = 10;

    /// <summary>Largest digit height in canvas pixels.</summary>
    public double MaxGlyphHeight { get; init; } = 12;

    public bool UniqueColors { get; init; } = true;

    /// <summary>Least distance of two centres as a multiple of the sum of their radii.</summary>
    public double Spacing { get; init; } = 1.15;

    /// <summary>Least extra distance of two centres in canvas pixels.</summary>
    public double Gap { get; init; } = 6;
}
