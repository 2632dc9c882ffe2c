using System.Text.Json;
using Judger.Inference.Manifest;

namespace Judger.Export.Checkpoints;

/// <summary>The JSON header of a safetensors file: <c>{name: {dtype, shape, data_offsets: [begin, end]}}</c>, offsets counted from the header's end.</summary>
internal static class SafetensorsHeader
{
    private const string MetadataName = "__metadata__";

    // The tensors behind the header begin at a multiple of it, as Hugging Face's library writes them.
    private const int Alignment = 8;

    /// <summary>
    /// Reads the entries of float tensors. As in Hugging Face's own library (safetensors/src/tensor.rs), each has the size of its shape, and together they are
    /// the data from its first byte to its last, without gaps: what is in none would travel unseen, and a shifted header would make other values of all.
    /// </summary>
    public static IReadOnlyList<SafetensorsEntry> Read(string file, ReadOnlyMemory<byte> json, long dataBytes)
    {
        if (json.Length == 0 || json.Span[0] != (byte)'{') throw Damaged(file, "its header is not an object, it does not begin with {");
        using var document = JsonDocument.Parse(json);
        var entries = new List<SafetensorsEntry>();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            var name = NameOf(file, property);
            if (name == MetadataName) RequireMetadata(file, property.Value);
            else entries.Add(ReadEntry(file, name, property.Value, dataBytes));
        }

        var end = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin < end) throw Damaged(file, $"tensor {entry.Name} overlaps another one", entry.Name);
            if (entry.Begin > end) throw Damaged(file, $"bytes {end} to {entry.Begin} before tensor {entry.Name} belong to none", entry.Name);
            end = entry.End;
        }

        if (end != dataBytes) throw Damaged(file, $"its tensors have {end} bytes of {dataBytes}");

        return entries.GroupBy(entry => entry.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw Damaged(file, $"tensor {twice.Key} is listed twice", twice.Key)
            : entries;
    }

    /// <summary>What the file, whose entries were read before, says of itself; empty when it says nothing.</summary>
    public static IReadOnlyDictionary<string, string> ReadMetadata(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty(MetadataName, out var metadata) && metadata.ValueKind == JsonValueKind.Object
            ? metadata.EnumerateObject()
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

    private static string NameOf(string file, JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            throw Damaged(file, "a name in its header is not text");
        }
    }

    private static void RequireMetadata(string file, JsonElement metadata)
    {
        try
        {
            if (metadata.ValueKind == JsonValueKind.Null) return;
            foreach (var property in metadata.EnumerateObject())
            {
                if ((property.Name, property.Value.GetString()) is (_, null)) throw new FormatException();
            }
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw Damaged(file, $"{MetadataName} is not an object of strings");
        }
    }

    private static SafetensorsEntry ReadEntry(string file, string name, JsonElement value, long dataBytes)
    {
        try
        {
            var type = ReadType(file, name, value.GetProperty("dtype").GetString());
            var shape = value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
            var offsets = value.GetProperty("data_offsets");
            if (offsets.GetArrayLength() != 2) throw new FormatException();
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
