using System.Buffers;
using Judger.Inference.Manifest;
using Microsoft.Win32.SafeHandles;

namespace Judger.Export.Checkpoints;

/// <summary>A tensor of an open safetensors file. Its bytes are read when they are asked for, and not kept.</summary>
internal sealed class CheckpointTensor(string file, SafeFileHandle handle, long offset, SafetensorsEntry entry)
{
    private const int BlockValues = 1 << 20;

    public string File { get; } = file;

    public string Name => entry.Name;

    public WeightType Type => entry.Type;

    public long[] Shape => entry.Shape;

    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);

    public long Bytes => Elements * FloatFormats.BytesOf(Type);

    /// <summary>Fills a buffer with bytes of the tensor.</summary>
    /// <exception cref="CheckpointException">The file cannot be read any more, or has become shorter.</exception>
    public void Read(long from, Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from + bytes.Length, Bytes);
        try
        {
            while (bytes.Length > 0)
            {
                var read = RandomAccess.Read(handle, bytes, offset + from);
                if (read == 0) throw Error("ends before its last value", "download or write the file again");
                from += read;
                bytes = bytes[read..];
            }
        }
        catch (IOException e)
        {
            throw new CheckpointException(File, $"tensor {Name} cannot be read", "check the disk", Name, e);
        }
    }

    /// <summary>Reads values from the one at <paramref name="first"/> on, as float32.</summary>
    public void ReadFloats(long first, Span<float> values)
    {
        var size = FloatFormats.BytesOf(Type);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(BlockValues, Math.Max(1, values.Length)) * size);
        try
        {
            for (var done = 0; done < values.Length; done += BlockValues)
            {
                var block = values[done..Math.Min(values.Length, done + BlockValues)];
                var bytes = buffer.AsSpan(0, block.Length * size);
                Read((first + done) * size, bytes);
                FloatFormats.ToFloats(bytes, Type, block);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>All values of a small tensor as float32.</summary>
    public float[] ToFloats()
    {
        var values = new float[Elements];
        ReadFloats(0, values);
        return values;
    }

    public CheckpointException Error(string problem, string remedy) => new(File, $"tensor {Name} {problem}", remedy, Name);
}
