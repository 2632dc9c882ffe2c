namespace Judger.Grains.Storage;

/// <summary>Names under which a host registers grain storage.</summary>
public static class StorageNames
{
    /// <summary>Questions.</summary>
    public const string Questions = "judger-questions";

    /// <summary>Images.</summary>
    public const string Images = "judger-images";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Questions, Images];
}
