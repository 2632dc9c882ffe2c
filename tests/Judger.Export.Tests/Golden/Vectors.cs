using System.Runtime.InteropServices;
using System.Text.Json;

namespace Judger.Export.Tests.Golden;

/// <summary>A safetensors file of small tensors, read whole.</summary>
internal sealed class Vectors
{
    private readonly byte[] _bytes;
    private readonly Dictionary<string, (string Type, long[] Shape, int Begin, int End)> _tensors = new(StringComparer.Ordinal);

    public Vectors(string path)
    {
        _bytes = File.ReadAllBytes(path);
        var header = (int)BitConverter.ToInt64(_bytes, 0);
        using var document = JsonDocument.Parse(_bytes.AsMemory(8, header));
        foreach (var tensor in document.RootElement.EnumerateObject().Where(tensor => tensor.Name != "__metadata__"))
        {
            var offsets = tensor.Value.GetProperty("data_offsets");
            long[] shape = [.. tensor.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            _tensors[tensor.Name] =
                (tensor.Value.GetProperty("dtype").GetString()!, shape, 8 + header + offsets[0].GetInt32(), 8 + header + offsets[1].GetInt32());
        }
    }

    public bool Has(string name) => _tensors.ContainsKey(name);

    public long[] Shape(string name) => _tensors[name].Shape;

    public float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(Bytes(name, "F32")).ToArray();

    public int[] Integers(string name) => _tensors[name].Type == "I32"
        ? MemoryMarshal.Cast<byte, int>(Bytes(name, "I32")).ToArray()
        : Array.ConvertAll(MemoryMarshal.Cast<byte, long>(Bytes(name, "I64")).ToArray(), value => (int)value);

    /// <summary>
    /// Images' tensors <c>[n, 3, size, size]</c>, without those that only fill up a batch; or all patches of images that keep their own size.
    /// </summary>
    public float[][] Tiles()
    {
        var (values, shape) = (Floats("pixel_values"), Shape("pixel_values"));
        if (shape.Length == 2) return [values];
        var length = (int)(shape[^3] * shape[^2] * shape[^1]);
        return [.. values.Chunk(length).Where(tile => tile.Any(value => value != 0))];
    }

    private ReadOnlySpan<byte> Bytes(string name, string type)
    {
        var tensor = _tensors[name];
        Assert.Equal(type, tensor.Type);
        return _bytes.AsSpan(tensor.Begin, tensor.End - tensor.Begin);
    }
}
