using Judger.Export.Output;

namespace Judger.Export.Formats;

/// <summary>
/// Writes a matrix <c>[outputs, inputs]</c> as <c>[inputs, outputs]</c>, the form of MatMul. The result is held once, in the type it is written in. Rows are
/// converted on several threads.
/// </summary>
internal static class TransposedMatrix
{
    private const int Tile = 32;

    public delegate void Converter<T>(int first, int count, Span<float> rows, Span<T> converted);

    public static void Write<T>(OutputFile file, Matrix matrix, Converter<T> convert)
        where T : unmanaged
    {
        var (inputs, outputs) = (matrix.Inputs, matrix.Outputs);
        using var result = new NativeBuffer<T>(checked(inputs * outputs));
        RowBlocks.VisitParallel(matrix, (first, count, rows) =>
        {
            using var converted = new NativeBuffer<T>(rows.Length);
            convert(first, count, rows, converted.Span);
            Place(converted.Span, count, inputs, result.Span[first..], outputs);
        });
        file.Write<T>(result.Span);
    }

    private static void Place<T>(ReadOnlySpan<T> rows, int count, int inputs, Span<T> result, int outputs)
    {
        for (var top = 0; top < count; top += Tile)
        {
            var bottom = Math.Min(top + Tile, count);
            for (var left = 0; left < inputs; left += Tile)
            {
                var right = Math.Min(left + Tile, inputs);
                for (var column = left; column < right; column++)
                {
                    var target = result.Slice(column * outputs, bottom);
                    for (var row = top; row < bottom; row++) target[row] = rows[(row * inputs) + column];
                }
            }
        }
    }
}
