using System.Text.Json;
using Judger.Cli.Commands;

namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>One item of a data file, whose fields are asked for by name.</summary>
/// <param name="Value">The item.</param>
/// <param name="Where">File and line, for errors.</param>
/// <param name="Expected">What an item should look like, for errors.</param>
internal readonly record struct DataItem(JsonElement Value, string Where, string Expected)
{
    /// <summary>A text, or a number as it is written.</summary>
    public string Text(params ReadOnlySpan<string> names) => TextOrNull(names) ?? throw Missing(names[0]);

    /// <summary>The first of these fields that is there, or null.</summary>
    public string? TextOrNull(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (Find(name) is { } field) return AsText(field, name);
        return null;
    }

    /// <summary>A list of texts; one text is a list too.</summary>
    public IReadOnlyList<string> Texts(string name) => TextsOrNull(name) is { Count: > 0 } texts ? texts : throw Missing(name);

    public IReadOnlyList<string>? TextsOrNull(string name)
    {
        var item = this;
        return Find(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(field => item.AsText(field, name))],
            { } field => [AsText(field, name)],
        };
    }

    /// <summary>A list of items.</summary>
    public IEnumerable<DataItem> Items(string name)
    {
        var item = this;
        return Find(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(field => item with { Value = field }) : throw Missing(name);
    }

    public int Integer(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Number } field && field.TryGetInt32(out var number) ? number : throw Wrong($"{name} is not a whole number.");

    /// <summary>This item as a list of numbers.</summary>
    public double[] Numbers()
    {
        if (Value.ValueKind != JsonValueKind.Array || Value.EnumerateArray().Any(field => field.ValueKind != JsonValueKind.Number))
            throw Wrong($"{Value.GetRawText()} is not a list of numbers.");
        return [.. Value.EnumerateArray().Select(field => field.GetDouble())];
    }

    /// <summary>A field as an item, or null.</summary>
    public DataItem? Field(string name) => Find(name) is { } field ? this with { Value = field } : null;

    public CliException Wrong(string what) => new($"{Where}: {what} Expected {Expected}.");

    private CliException Missing(string name) => Wrong($"{name} is missing.");

    private JsonElement? Find(string name) =>
        Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(name, out var field) && field.ValueKind != JsonValueKind.Null ? field : null;

    private string AsText(JsonElement field, string name) => field.ValueKind switch
    {
        JsonValueKind.String => field.GetString()!,
        JsonValueKind.Number => field.GetRawText(),
        _ => throw Wrong($"{name} is neither text nor a number."),
    };
}
