using System.Text.Json;

namespace Judger.Export.Checkpoints.Fields;

/// <summary>
/// Every field that an object of a configuration file may have, and what is done with it. What is not in the table is refused or warned of by its name, so that
/// nothing that could change an answer is ignored silently.
/// </summary>
/// <param name="refusesUnknown">Whether a field that is not in the table is refused; else it is warned of.</param>
/// <param name="groups">The fields. Of two with the same name the first one counts.</param>
internal sealed class FieldTable(Func<string, bool> refusesUnknown, params IEnumerable<ConfigField>[] groups)
{
    private const int LongestValue = 60;

    /// <summary>The fields by name.</summary>
    public IReadOnlyDictionary<string, ConfigField> Fields { get; } =
        groups.SelectMany(group => group).DistinctBy(field => field.Name).ToDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>A table for a part that tells what the model sees: what is not in it is refused.</summary>
    public static FieldTable Strict(params IEnumerable<ConfigField>[] groups) => new(_ => true, groups);

    /// <summary>A table for a part that holds many things: what is not in it is warned of.</summary>
    public static FieldTable Lenient(params IEnumerable<ConfigField>[] groups) => new(_ => false, groups);

    /// <summary>Whether a field that is not in the table is refused.</summary>
    public bool Refuses(string unknown) => refusesUnknown(unknown);

    /// <summary>Holds an object against the table.</summary>
    /// <param name="section">The object.</param>
    /// <param name="warn">Is called with what is not known.</param>
    /// <exception cref="CheckpointException">A field has a value that cannot be honoured, or is not known where that is refused.</exception>
    public void Check(ConfigSection section, Action<string>? warn = null)
    {
        foreach (var (name, value) in section.Fields)
        {
            if (!Fields.TryGetValue(name, out var field))
            {
                if (Refuses(name)) throw Unknown(section, name);
                warn?.Invoke($"{section.File}: {section.PathTo(name)} is not known and is left out; check that the model's answers do not depend on it.");
            }
            else if (field.Use == FieldUse.Fixed && !field.Values.Any(allowed => JsonElement.DeepEquals(allowed, value)))
                throw section.Unsupported(name, Text(value), Supported(field));
        }
    }

    private static CheckpointException Unknown(ConfigSection section, string name) => new(
        section.File, $"{section.PathTo(name)} is not known, and it may change what the model sees",
        "export a checkpoint without it, or remove the field if it makes no difference");

    private static string Supported(ConfigField field) => field.Values.Count == 0
        ? $"no {field.Name}"
        : $"{field.Name} {string.Join(" or ", field.Values.Select(Text))}, or without the field";

    private static string Text(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? $"'{value.GetString()}'" : value.GetRawText().ReplaceLineEndings(" ");
        return text.Length <= LongestValue ? text : string.Concat(text.AsSpan(0, LongestValue), "...");
    }
}
