namespace Judger.Grains.Catalog;

/// <summary>How a silo publishes its name.</summary>
internal static class SiloNames
{
    private const string Key = "judger.silo";

    public static KeyValuePair<string, string> Publish(string silo) => KeyValuePair.Create(Key, silo);

    /// <summary>The name in a silo's metadata, or null.</summary>
    public static string? Read(IReadOnlyDictionary<string, string> metadata) => metadata.GetValueOrDefault(Key);
}
