using System.Text.Json;
using Judger.Inference.Manifest;

namespace Judger.Export.Checkpoints;

/// <summary>The JSON header of a safetensors file: <c>{name: {dtype, shape, data_offsets: [begin, end]}}</c>, offsets counted from the header's end.</summary>
internal static class SafetensorsHeader
{
    private const string MetadataName = "__metadata__";

    // The tensors behind the header begin at a multiple of it, as Hugging Face's library writes them.
    private const int Alignment = 8;

    /// <summary>Reads the entries of float tensors; each lies within the data, has the size of its shape, and overlaps no other.</summary>
    public static IReadOnlyList<SafetensorsEntry> Read(string file, ReadOnlyMemory<byte> json, long dataBytes)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw Damaged(file, "its header is not an object");
        var entries = new List<SafetensorsEntry>();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (property.Name == MetadataName) continue;
            entries.Add(ReadEntry(file, property.Name, property.Value, dataBytes));
        }

        var end = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin < end) throw Damaged(file, $"tensor {entry.Name} overlaps another one", entry.Name);
            end = entry.End;
        }

        return entries.GroupBy(entry => entry.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw Damaged(file, $"tensor {twice.Key} is listed twice", twice.Key)
            : entries;
    }

    /// <summary>What the file says of itself; empty when it says nothing. Values that are not strings are left out.</summary>
    public static IReadOnlyDictionary<string, string> ReadMetadata(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty(MetadataName, out var metadata) && metadata.ValueKind == JsonValueKind.Object
            ? metadata.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.String)
                .DistinctBy(property => property.Name).ToDictionary(property => property.Name, property => property.Value.GetString()!, StringComparer.Ordinal)
            : new Dictionary<string, string>();
    }

    /// <summary>The beginning of a file whose tensors follow one another without gaps: the length, and the JSON.</summary>
    public static byte[] Create(IEnumerable<(string Name, long[] Shape, WeightType Type)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var header = new Dictionary<string, object>(StringComparer.Ordinal);
        if (metadata is not null) header[MetadataName] = metadata;
        var end = 0L;
        foreach (var (name, shape, type) in tensors)
        {
            var begin = end;
            end += shape.Aggregate((long)FloatFormats.BytesOf(type), (product, size) => checked(product * size));
            header[name] = new { dtype = NameOf(type), shape, data_offsets = new[] { begin, end } };
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padding = (Alignment - (json.Length % Alignment)) % Alignment;
        return [.. BitConverter.GetBytes((ulong)(json.Length + padding)), .. json, .. Enumerable.Repeat((byte)' ', padding)];
    }

    public static CheckpointException Damaged(string file, string problem, string? tensor = null) =>
        new(file, $"is truncated or damaged, {problem}", "download or write the file again", tensor);

    private static SafetensorsEntry ReadEntry(string file, string name, JsonElement value, long dataBytes)
    {
        try
        {
            var type = ReadType(file, name, value.GetProperty("dtype").GetString());
            var shape = value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
            var offsets = value.GetProperty("data_offsets");
            var (begin, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
            if (shape.Any(size => size < 0)) throw Damaged(file, $"tensor {name} has a negative size", name);
            var bytes = shape.Aggregate((long)FloatFormats.BytesOf(type), (product, size) => checked(product * size));
            if (begin < 0 || end < begin || end > dataBytes) throw Damaged(file, $"tensor {name} claims bytes {begin} to {end} of {dataBytes}", name);
            if (end - begin != bytes) throw Damaged(file, $"tensor {name} has {end - begin} bytes, its shape needs {bytes}", name);
            return new(name, type, shape, begin, end);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            throw Damaged(file, $"the entry of tensor {name} is malformed", name);
        }
    }

    private static string NameOf(WeightType type) => type switch { WeightType.Float32 => "F32", WeightType.Float16 => "F16", _ => "BF16" };

    private static WeightType ReadType(string file, string name, string? type) => type switch
    {
        "F32" => WeightType.Float32,
        "F16" => WeightType.Float16,
        "BF16" => WeightType.BFloat16,
        _ => throw new CheckpointException(file, $"tensor {name} has type {type}", "export a checkpoint of F32, F16 or BF16 tensors", name),
    };
}
