using Judger.Experts.OpenAI;

namespace Judger.Grains.Catalog;

/// <summary>The experts that this silo can ask.</summary>
internal sealed class SiloExperts(IReadOnlyList<OpenAIExpertOptions> options)
{
    private const string Prefix = "judger.expert/";

    public IEnumerable<string> Names => options.Select(expert => expert.Name);

    /// <summary>The options of an expert, or null.</summary>
    public OpenAIExpertOptions? Find(string name) => options.FirstOrDefault(expert => expert.Name == name);

    /// <summary>How a silo publishes its experts.</summary>
    public IEnumerable<KeyValuePair<string, string>> Publish() => Names.Select(name => KeyValuePair.Create(Prefix + name, ""));

    /// <summary>The experts that a silo's metadata names.</summary>
    public static IEnumerable<string> Read(IEnumerable<KeyValuePair<string, string>> metadata) =>
        metadata.Where(entry => entry.Key.StartsWith(Prefix, StringComparison.Ordinal)).Select(entry => entry.Key[Prefix.Length..]);
}
