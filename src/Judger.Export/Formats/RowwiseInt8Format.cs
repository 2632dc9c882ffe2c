using System.Numerics.Tensors;
using Judger.Export.Onnx;

namespace Judger.Export.Formats;

/// <summary>
/// 8-bit products: weights as int8 with one scale for each output, activations quantised row by row while the graph runs, as uint8 around 128. A row's scale is
/// its own and integer sums are exact, so that a position's product does not depend on what else is in the batch. The weights are int8 and the activations
/// uint8 because that pair has the fast kernels; int8 with int8 is ten times slower.
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="round">Changes an output's weights before they are quantised; null leaves them.</param>
internal sealed class RowwiseInt8Format(GraphBuilder graph, Action<Span<float>>? round = null) : ILinearFormat
{
    private const byte ZeroPoint = 128;
    private const float Levels = 127;

    // Rows of zeros have no scale of their own.
    private const float LeastMagnitude = 1e-30f;

    private readonly Dictionary<string, (string Values, string Scale)> _quantized = new(StringComparer.Ordinal);

    public Func<string, string> Load(string name, Matrix matrix)
    {
        var scales = new float[matrix.Outputs];
        var weights = graph.Large(
            name + ".int8", ElementType.Int8, [matrix.Inputs, matrix.Outputs],
            file => TransposedMatrix.Write<sbyte>(file, matrix, (first, count, rows, converted) =>
            {
                for (var row = 0; round is not null && row < count; row++) round(rows.Slice(row * matrix.Inputs, matrix.Inputs));
                Quantize(rows, scales.AsSpan(first, count), converted);
            }));

        // An input is quantised in parts of its row's largest magnitude, whose levels are counted here.
        var columns = graph.Floats(name + ".scale", ElementType.Float32, [matrix.Outputs], () => Array.ConvertAll(scales, scale => scale / Levels));
        return x => Multiply(x, weights, columns);
    }

    /// <summary>Quantises rows to whole numbers from -127 to 127 times a scale of each row.</summary>
    public static void Quantize(ReadOnlySpan<float> rows, Span<float> scales, Span<sbyte> values)
    {
        var width = rows.Length / scales.Length;
        for (var row = 0; row < scales.Length; row++)
        {
            var source = rows.Slice(row * width, width);
            scales[row] = Math.Max(Math.Abs(TensorPrimitives.MaxMagnitude(source)), LeastMagnitude) / Levels;
            var factor = 1 / scales[row];
            var target = values.Slice(row * width, width);
            for (var i = 0; i < width; i++) target[i] = (sbyte)MathF.Round(source[i] * factor);
        }
    }

    private string Multiply(string x, string weights, string columns)
    {
        // Layers that read the same value share its quantised form.
        if (!_quantized.TryGetValue(x, out var input)) _quantized.Add(x, input = QuantizeRows(x));
        var product = graph.Op("MatMulInteger", [input.Values, weights, graph.Byte(ZeroPoint)]);
        product = graph.Op("Cast", [product], Attributes.Of("to", (long)ElementType.Float32));
        return graph.Op("Mul", [graph.Op("Mul", [product, input.Scale]), columns]);
    }

    // Rows are divided by their largest magnitudes before they are quantised, so that all have one scale. Scales of rows would take eight operators more, for
    // shapes and lengths, and a decode step pays for each.
    private (string Values, string Scale) QuantizeRows(string x)
    {
        var largest = graph.Op("ReduceMax", [graph.Op("Abs", [x]), graph.Integers(-1)], Attributes.Of("keepdims", 1));
        largest = graph.Op("Max", [largest, graph.Scalar(LeastMagnitude)]);
        return (graph.Op("QuantizeLinear", [graph.Op("Div", [x, largest]), graph.Scalar(1 / Levels), graph.Byte(ZeroPoint)]), largest);
    }
}
