using System.Runtime.ExceptionServices;

namespace Judger.Export.Formats;

/// <summary>Walks a matrix some rows at a time, so that a layer of any size goes through a buffer of a few megabytes.</summary>
internal static class RowBlocks
{
    private const int BlockValues = 1 << 20;

    // Two threads that place neighbouring blocks of rows into a transposed matrix should not write to the same cache lines.
    private const int RowMultiple = 64;

    // Each thread has buffers of some ten megabytes.
    private const int MaxThreads = 8;

    public delegate void Visitor(int first, int count, Span<float> rows);

    /// <summary>Visits all blocks in order.</summary>
    public static void Visit(Matrix matrix, Visitor visit)
    {
        var most = Math.Clamp(BlockValues / matrix.Inputs, 1, matrix.Outputs);
        using var buffer = new NativeBuffer<float>(most * matrix.Inputs);
        for (var first = 0; first < matrix.Outputs; first += most) Visit(matrix, first, most, buffer, visit);
    }

    /// <summary>Visits all blocks on several threads, in any order.</summary>
    public static void VisitParallel(Matrix matrix, Visitor visit)
    {
        var most = Math.Clamp(BlockValues / matrix.Inputs / RowMultiple * RowMultiple, Math.Min(RowMultiple, matrix.Outputs), matrix.Outputs);
        try
        {
            Parallel.For(
                0,
                (matrix.Outputs + most - 1) / most,
                new ParallelOptions { MaxDegreeOfParallelism = Math.Min(MaxThreads, Environment.ProcessorCount) },
                () => new NativeBuffer<float>(most * matrix.Inputs),
                (block, _, buffer) =>
                {
                    Visit(matrix, block * most, most, buffer, visit);
                    return buffer;
                },
                buffer => buffer.Dispose());
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    private static void Visit(Matrix matrix, int first, int most, NativeBuffer<float> buffer, Visitor visit)
    {
        var count = Math.Min(most, matrix.Outputs - first);
        var rows = buffer.Span[..(count * matrix.Inputs)];
        matrix.ReadRows(first, count, rows);
        visit(first, count, rows);
    }
}
