using System.Text;

namespace Judger.Benchmarks.Peers.Gguf;

/// <summary>Writes a file of llama.cpp's model format, version 3 (ggml/docs/gguf.md).</summary>
internal sealed class GgufWriter
{
    private const int Alignment = 32;
    private const uint Version = 3;
    private const uint UInt32Value = 4, FloatValue = 6, FlagValue = 7, StringValue = 8, ArrayValue = 9;

    private readonly List<(string Key, uint Type, Action<BinaryWriter> Write)> _values = [];
    private readonly List<(string Name, GgufType Type, long[] Shape, Action<Stream> Write)> _tensors = [];

    public void Add(string key, int value) => _values.Add((key, UInt32Value, writer => writer.Write(value)));

    public void Add(string key, float value) => _values.Add((key, FloatValue, writer => writer.Write(value)));

    public void Add(string key, bool value) => _values.Add((key, FlagValue, writer => writer.Write(value)));

    public void Add(string key, float[] values) => _values.Add((key, ArrayValue, writer => Write(writer, values)));

    public void Add(string key, string value) => _values.Add((key, StringValue, writer => Write(writer, value)));

    /// <summary>Adds a tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its number format.</param>
    /// <param name="shape">Its shape, the dimension whose values are neighbours last.</param>
    /// <param name="write">Writes exactly its bytes.</param>
    public void Add(string name, GgufType type, long[] shape, Action<Stream> write) => _tensors.Add((name, type, shape, write));

    public void Write(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);
        using var writer = new BinaryWriter(file, Encoding.UTF8);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write((long)_tensors.Count);
        writer.Write((long)_values.Count);
        foreach (var (key, type, write) in _values)
        {
            Write(writer, key);
            writer.Write(type);
            write(writer);
        }

        var offset = 0L;
        foreach (var (name, type, shape, _) in _tensors)
        {
            Write(writer, name);
            writer.Write(shape.Length);
            foreach (var size in shape.Reverse()) writer.Write(size);
            writer.Write((int)type);
            writer.Write(offset);
            offset += Aligned(BytesOf(type, shape));
        }

        writer.Flush();
        foreach (var (name, type, shape, write) in _tensors)
        {
            Pad(file);
            var start = file.Position;
            write(file);
            if (file.Position - start != BytesOf(type, shape)) throw new InvalidOperationException($"{name} was not written whole.");
        }

        Pad(file);
    }

    private static long BytesOf(GgufType type, long[] shape) => GgufBlocks.BytesOf(type, shape.Aggregate(1L, (product, size) => product * size));

    private static long Aligned(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    private static void Pad(FileStream file) => file.Write(new byte[Aligned(file.Position) - file.Position]);

    private static void Write(BinaryWriter writer, float[] values)
    {
        writer.Write(FloatValue);
        writer.Write((long)values.Length);
        foreach (var value in values) writer.Write(value);
    }

    private static void Write(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((long)bytes.Length);
        writer.Write(bytes);
    }
}
