using Judger.Export.Onnx;

namespace Judger.Export.Blocks;

/// <summary>Cosines and sines <c>[context, head size / 2]</c> of rotary positions (RoFormer, arXiv 2104.09864), computed in double.</summary>
internal static class RotaryTables
{
    public static (string Cosines, string Sines) Write(GraphBuilder graph, ElementType type, TextConfig text)
    {
        var half = text.HeadSize / 2;
        long[] shape = [text.Context, half];

        // Computed when they are written: what an export takes is measured first.
        return (graph.Floats("rotary.cos", type, shape, () => Table(Math.Cos)), graph.Floats("rotary.sin", type, shape, () => Table(Math.Sin)));

        float[] Table(Func<double, double> function)
        {
            var table = new float[text.Context * half];
            for (var i = 0; i < half; i++)
            {
                var frequency = Math.Pow(text.RopeTheta, -2.0 * i / text.HeadSize);
                for (var position = 0; position < text.Context; position++) table[(position * half) + i] = (float)function(position * frequency);
            }

            return table;
        }
    }
}
