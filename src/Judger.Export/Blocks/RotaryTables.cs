using Judger.Export.Onnx;

namespace Judger.Export.Blocks;

/// <summary>Cosines and sines <c>[context, head size / 2]</c> of rotary positions (RoFormer, arXiv 2104.09864), computed in double.</summary>
internal static class RotaryTables
{
    public static (string Cosines, string Sines) Write(GraphBuilder graph, ElementType type, TextConfig text)
    {
        var half = text.HeadSize / 2;
        var (cosines, sines) = (new float[text.Context * half], new float[text.Context * half]);
        for (var position = 0; position < text.Context; position++)
        {
            for (var i = 0; i < half; i++)
            {
                var angle = position * Math.Pow(text.RopeTheta, -2.0 * i / text.HeadSize);
                cosines[(position * half) + i] = (float)Math.Cos(angle);
                sines[(position * half) + i] = (float)Math.Sin(angle);
            }
        }

        long[] shape = [text.Context, half];
        return (graph.Floats("rotary.cos", type, shape, cosines), graph.Floats("rotary.sin", type, shape, sines));
    }
}
