using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Judger.Deploy.Tests.Support;

/// <summary>A compose file as it is written: merge keys applied, variables not.</summary>
internal sealed class ComposeFile
{
    private readonly Dictionary<string, object?> _root;

    private ComposeFile(Dictionary<string, object?> root) => _root = root;

    /// <summary>Its services.</summary>
    public IReadOnlyDictionary<string, Node> Services => Children("services");

    /// <summary>Reads a file of deploy/compose.</summary>
    public static ComposeFile Read(string name)
    {
        using var reader = new StringReader(File.ReadAllText(Repository.Path($"deploy/compose/{name}")));
        return new(new DeserializerBuilder().Build().Deserialize<Dictionary<string, object?>>(new MergingParser(new Parser(reader))));
    }

    /// <summary>The children of a key of the root.</summary>
    public IReadOnlyDictionary<string, Node> Children(string key) => new Node(_root).At(key).Map;

    /// <summary>A value somewhere in the file.</summary>
    internal sealed class Node(object? value)
    {
        public bool IsMissing => value is null;

        public string Text => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

        public IReadOnlyList<Node> List => value switch
        {
            IEnumerable<object?> items when value is not string and not System.Collections.IDictionary => [.. items.Select(item => new Node(item))],
            _ => [],
        };

        public IReadOnlyDictionary<string, Node> Map => value switch
        {
            Dictionary<string, object?> named => named.ToDictionary(pair => pair.Key, pair => new Node(pair.Value), StringComparer.Ordinal),
            Dictionary<object, object?> keyed => keyed.ToDictionary(pair => pair.Key.ToString()!, pair => new Node(pair.Value), StringComparer.Ordinal),
            _ => new Dictionary<string, Node>(StringComparer.Ordinal),
        };

        /// <summary>What a list or a map names: its items, or its keys.</summary>
        public IReadOnlyList<string> Names => Map.Count > 0 ? [.. Map.Keys] : [.. List.Select(item => item.Text)];

        public Node At(string key) => Map.GetValueOrDefault(key) ?? new(null);
    }
}
