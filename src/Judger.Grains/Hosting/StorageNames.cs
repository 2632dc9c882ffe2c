namespace Judger.Grains;

/// <summary>Names under which a host registers grain storage.</summary>
public static class StorageNames
{
    /// <summary>Questions and images.</summary>
    public const string Default = "judger";
}
