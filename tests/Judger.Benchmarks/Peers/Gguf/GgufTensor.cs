using Judger.Export.Checkpoints;

namespace Judger.Benchmarks.Peers.Gguf;

/// <summary>Brings a checkpoint's tensors into a file, some rows at a time.</summary>
internal static class GgufTensor
{
    private const int BlockRows = 256;

    /// <summary>Adds a tensor.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="type">The number format in the file.</param>
    /// <param name="place">Which row of the checkpoint stands in a row of the file; null for the same.</param>
    public static void Add(GgufWriter file, string name, CheckpointTensor tensor, GgufType type, Func<long, long>? place = null) =>
        file.Add(name, type, tensor.Shape, stream => Copy(tensor, type, place ?? (row => row), stream));

    private static void Copy(CheckpointTensor tensor, GgufType type, Func<long, long> place, Stream stream)
    {
        var width = (int)tensor.Shape[^1];
        var rows = tensor.Elements / width;
        var values = new float[width];
        var bytes = new byte[GgufBlocks.BytesOf(type, width) * BlockRows];
        for (var row = 0L; row < rows; row += BlockRows)
        {
            var count = (int)Math.Min(BlockRows, rows - row);
            var size = bytes.Length / BlockRows;
            for (var i = 0; i < count; i++)
            {
                tensor.ReadFloats(place(row + i) * width, values);
                GgufBlocks.Encode(type, values, bytes.AsSpan(i * size, size));
            }

            stream.Write(bytes, 0, count * size);
        }
    }
}
