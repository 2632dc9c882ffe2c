using Judger.Export.Onnx;

namespace Judger.Export.Blocks;

/// <summary>Cosines and sines <c>[context, head size / 2]</c> of rotary positions (RoFormer, arXiv 2104.09864), computed in double.</summary>
internal static class RotaryTables
{
    /// <summary>Those of a decoder of which all layers have the same.</summary>
    public static (string Cosines, string Sines) Write(GraphBuilder graph, ElementType type, TextConfig text) =>
        Write(graph, type, text.Context, text.HeadSize, text.RopeTheta);

    /// <summary>Those of so many positions; a head has <paramref name="size"/> dimensions, two for each frequency.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="type">Its number format.</param>
    /// <param name="positions">How many positions.</param>
    /// <param name="size">Width of a head.</param>
    /// <param name="theta">The base of the wavelengths.</param>
    /// <param name="factor">Divides positions (linear scaling).</param>
    /// <param name="name">Begins the tables' names.</param>
    public static (string Cosines, string Sines) Write(
        GraphBuilder graph, ElementType type, int positions, int size, double theta, double factor = 1, string name = "rotary")
    {
        var half = size / 2;
        long[] shape = [positions, half];

        // Computed when they are written: what an export takes is measured first.
        return (graph.Floats(name + ".cos", type, shape, () => Table(Math.Cos)), graph.Floats(name + ".sin", type, shape, () => Table(Math.Sin)));

        float[] Table(Func<double, double> function)
        {
            var table = new float[positions * half];
            for (var i = 0; i < half; i++)
            {
                var frequency = Math.Pow(theta, -2.0 * i / size);
                for (var position = 0; position < positions; position++) table[(position * half) + i] = (float)function(position / factor * frequency);
            }

            return table;
        }
    }
}
