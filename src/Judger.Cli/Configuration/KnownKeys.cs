using Judger.Core.Metrics;

namespace Judger.Cli.Configuration;

/// <summary>The keys that options have, to find the one that was meant.</summary>
internal sealed class KnownKeys(Type options)
{
    private readonly Lazy<List<string>> _paths = new(() => [.. Paths(options, "", [])]);

    /// <summary>The error for a key that does not exist, with the nearest one that does.</summary>
    /// <param name="path">The section it stands in; empty at the top.</param>
    /// <param name="key">The key.</param>
    /// <param name="siblings">The keys that the section has.</param>
    public string Unknown(string path, string key, IEnumerable<string> siblings)
    {
        var below = path.Length == 0 ? "" : $"{path}:";
        var names = siblings.Order(StringComparer.Ordinal).ToList();
        var meant = Nearest(key, names) is { } near ? below + near : Elsewhere(key);
        return meant is not null
            ? $"{below}{key} is not a known key; did you mean {meant}?"
            : $"{below}{key} is not a known key; {(path.Length == 0 ? "there are" : $"{path} has")} {string.Join(", ", names)}.";
    }

    // A third of the letters may be wrong, at least one.
    private static string? Nearest(string key, IEnumerable<string> names) => names
        .Select(name => (Name: name, Distance: EditDistance.Of(key.ToUpperInvariant(), name.ToUpperInvariant())))
        .Where(candidate => candidate.Distance <= Math.Max(1, Math.Min(key.Length, candidate.Name.Length) / 3))
        .OrderBy(candidate => candidate.Distance)
        .FirstOrDefault().Name;

    // In another section, under the same name or nearly so; the shortest path is the likeliest.
    private string? Elsewhere(string key) => Nearest(key, _paths.Value.Select(LastOf).Distinct(StringComparer.Ordinal)) is { } name
        ? _paths.Value.Where(path => LastOf(path) == name).OrderBy(path => path.Count(character => character == ':')).First()
        : null;

    private static string LastOf(string path) => path[(path.LastIndexOf(':') + 1)..];

    private static IEnumerable<string> Paths(Type type, string path, Type[] above)
    {
        foreach (var key in ConfigurationType.KeysOf(type))
        {
            var own = path + key.Name;
            yield return own;
            var (below, place) = ConfigurationType.ElementOf(key.PropertyType) is { } element ? (element, $"{own}:0:") : (key.PropertyType, $"{own}:");
            below = Nullable.GetUnderlyingType(below) ?? below;
            if (ConfigurationType.IsValue(below) || above.Contains(below)) continue;
            foreach (var deeper in Paths(below, place, [.. above, below])) yield return deeper;
        }
    }
}
