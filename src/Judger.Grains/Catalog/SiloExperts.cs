using System.Collections.Concurrent;
using Judger.Experts.OpenAI;

namespace Judger.Grains.Catalog;

/// <summary>The experts that this silo can ask.</summary>
internal sealed class SiloExperts(IReadOnlyList<OpenAIExpertOptions> options)
{
    private const string Prefix = "judger.expert/";

    private readonly ConcurrentDictionary<string, ServerDialect> _dialects = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => options.Select(expert => expert.Name);

    /// <summary>The options of an expert, or null.</summary>
    public OpenAIExpertOptions? Find(string name) => options.FirstOrDefault(expert => expert.Name == name);

    /// <summary>What this silo learned of an expert's server. It outlives the expert's grain.</summary>
    public ServerDialect Dialect(string name) => _dialects.GetOrAdd(name, _ => new());

    /// <summary>How a silo publishes its experts.</summary>
    public IEnumerable<KeyValuePair<string, string>> Publish() => Names.Select(name => KeyValuePair.Create(Prefix + name, ""));

    /// <summary>The experts that a silo's metadata names.</summary>
    public static IEnumerable<string> Read(IEnumerable<KeyValuePair<string, string>> metadata) =>
        metadata.Where(entry => entry.Key.StartsWith(Prefix, StringComparison.Ordinal)).Select(entry => entry.Key[Prefix.Length..]);
}
