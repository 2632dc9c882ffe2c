using System.Text.Json;

namespace Judger.Export.Checkpoints.Fields;

/// <summary>A field of a configuration file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Use">What is done with it.</param>
internal sealed record ConfigField(string Name, FieldUse Use)
{
    /// <summary>The values that a fixed field may have; none where it must be absent. A field that is null is absent.</summary>
    public IReadOnlyList<JsonElement> Values { get; init; } = [];

    /// <summary>Fields that a reader looks at.</summary>
    public static IEnumerable<ConfigField> Read(params string[] names) => names.Select(name => new ConfigField(name, FieldUse.Read));

    /// <summary>Fields without an effect on the exported model.</summary>
    public static IEnumerable<ConfigField> Inert(params string[] names) => names.Select(name => new ConfigField(name, FieldUse.Inert));

    /// <summary>Fields that must be absent.</summary>
    public static IEnumerable<ConfigField> Absent(params string[] names) => names.Select(name => new ConfigField(name, FieldUse.Fixed));

    /// <summary>A field that may have these values only, given as JSON.</summary>
    public static IEnumerable<ConfigField> Fixed(string name, params string[] json) =>
        [new(name, FieldUse.Fixed) { Values = [.. json.Select(value => JsonElement.Parse(value))] }];
}
