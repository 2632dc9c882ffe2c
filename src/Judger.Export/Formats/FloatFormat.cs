using Judger.Export.Checkpoints;
using Judger.Export.Onnx;
using Judger.Export.Output;
using Judger.Inference.Manifest;

namespace Judger.Export.Formats;

/// <summary>
/// Weights as they are. For float32 graphs they keep the checkpoint's number format and are widened by a Cast that ONNX Runtime folds when it loads the graph,
/// so a half-precision checkpoint makes a folder of half the size. For float16 and bfloat16 graphs, which are for GPUs, they are rounded and stay
/// <c>[outputs, inputs]</c>: cuBLAS multiplies by the transpose as fast, so they are written from front to back.
/// </summary>
internal sealed class FloatFormat(GraphBuilder graph, ElementType compute) : ILinearFormat
{
    /// <summary>Why a tensor cannot become float16.</summary>
    public const string Beyond = "float16 ends at 65504";

    /// <summary>What to do about it.</summary>
    public const string Remedy = "export it as bfloat16, float32, int8 or int4";

    public Func<string, string> Load(string name, Matrix matrix)
    {
        if (compute != ElementType.Float32)
        {
            var to = compute == ElementType.Float16 ? WeightType.Float16 : WeightType.BFloat16;
            var halves = graph.Large(name, compute, [matrix.Outputs, matrix.Inputs], file => HalfBlocks.Write(file, matrix, to));
            return x => graph.ContribOp("FusedMatMul", [x, halves], Attributes.Of("transB", 1));
        }

        var type = matrix.Type.ToElementType();
        var weights = graph.Large(name, type, [matrix.Inputs, matrix.Outputs], file => WriteTransposed(file, matrix, type));
        if (type != compute) weights = graph.Op("Cast", [weights], Attributes.Of("to", (long)compute));
        return x => graph.Op("MatMul", [x, weights]);
    }

    private static void WriteTransposed(OutputFile file, Matrix matrix, ElementType type)
    {
        switch (type)
        {
            case ElementType.Float32:
                TransposedMatrix.Write<float>(file, matrix, (_, _, rows, converted) => rows.CopyTo(converted));
                break;
            case ElementType.Float16:
                TransposedMatrix.Write<Half>(file, matrix, (_, _, rows, converted) => HalfBlocks.Round(matrix, rows, converted));
                break;
            default:
                TransposedMatrix.Write<ushort>(file, matrix, (_, _, rows, converted) => FloatFormats.ToBFloat16(rows, converted));
                break;
        }
    }
}
