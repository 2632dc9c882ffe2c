namespace Judger.Export;

/// <summary>Walks a matrix some rows at a time, so that a layer of any size goes through a buffer of a few megabytes.</summary>
internal static class RowBlocks
{
    private const int BlockValues = 1 << 20;

    public delegate void Visitor(int first, int count, Span<float> rows);

    public static void Visit(Matrix matrix, Visitor visit)
    {
        var most = Math.Clamp(BlockValues / matrix.Inputs, 1, matrix.Outputs);
        using var buffer = new NativeBuffer<float>(most * matrix.Inputs);
        for (var first = 0; first < matrix.Outputs; first += most)
        {
            var count = Math.Min(most, matrix.Outputs - first);
            var rows = buffer.Span[..(count * matrix.Inputs)];
            matrix.ReadRows(first, count, rows);
            visit(first, count, rows);
        }
    }
}
