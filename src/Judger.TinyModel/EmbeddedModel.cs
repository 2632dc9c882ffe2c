namespace Judger.TinyModel;

/// <summary>The model that ships with the product: it knows its synthetic world, and nothing else.</summary>
public static class EmbeddedModel
{
    /// <summary>What it knows, as its checkpoint and its manifest say.</summary>
    public const string Scope = "drawn scenes of the synthetic world";

    /// <summary>Its model folder, beside the application.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "models", "judger-tiny");
}
