using System.Buffers;
using Judger.Export.Onnx;
using Judger.Inference;

namespace Judger.Export;

/// <summary>
/// Brings a checkpoint's tensors into a graph. Matrices keep the checkpoint's number format and are widened by a Cast that ONNX Runtime folds when it
/// loads the graph, so a half-precision checkpoint makes a model folder of half the size.
/// </summary>
internal sealed class GraphWeights(GraphBuilder graph, Checkpoint checkpoint)
{
    private const int BlockRows = 64;

    /// <summary>A vector as float32.</summary>
    public string Vector(string name, int length)
    {
        var tensor = checkpoint.Tensor(name, length);
        return graph.Floats(name, tensor.Shape, tensor.ToFloats());
    }

    /// <summary>A tensor as float32, under another shape of as many elements.</summary>
    public string Reshaped(string name, long[] shape, params long[] newShape) => graph.Floats(name, newShape, checkpoint.Tensor(name, shape).ToFloats());

    /// <summary>A linear layer's <c>[out, in]</c> as <c>[in, out]</c>, the form of MatMul.</summary>
    public string Matrix(string name, int outputs, int inputs) => Matrix(name, checkpoint.Tensor(name, outputs, inputs));

    /// <summary>Several linear layers of the same input side by side, as <c>[in, sum of outs]</c>.</summary>
    public string Matrix(string name, params CheckpointTensor[] parts)
    {
        var type = parts[0].Type;
        if (parts.FirstOrDefault(part => part.Type != type) is { } other)
            throw other.Error($"is {other.Type}, {parts[0].Name} is {type}", "save the checkpoint in one number format");
        long inputs = parts[0].Shape[1], outputs = parts.Sum(part => part.Shape[0]);
        var stored = graph.Large(name, type.ToElementType(), [inputs, outputs], stream => WriteTransposed(stream, parts, inputs, outputs));
        return type == WeightType.Float32 ? stored : graph.Op("Cast", [stored], Attributes.Of("to", (long)ElementType.Float32));
    }

    public CheckpointTensor Tensor(string name, int outputs, int inputs) => checkpoint.Tensor(name, outputs, inputs);

    /// <summary>Streams the transposed parts, some rows of the result at a time.</summary>
    private static void WriteTransposed(Stream stream, CheckpointTensor[] parts, long inputs, long outputs)
    {
        var element = parts[0].ElementBytes;
        var rowBytes = checked((int)(outputs * element));
        var buffer = ArrayPool<byte>.Shared.Rent(checked(rowBytes * BlockRows));
        try
        {
            for (var first = 0L; first < inputs; first += BlockRows)
            {
                var rows = (int)Math.Min(BlockRows, inputs - first);
                var column = 0;
                foreach (var part in parts)
                {
                    for (var output = 0L; output < part.Shape[0]; output++, column += element)
                    {
                        var source = part.Slice(((output * inputs) + first) * element, rows * element);
                        for (var row = 0; row < rows; row++) source.Slice(row * element, element).CopyTo(buffer.AsSpan((row * rowBytes) + column));
                    }
                }

                stream.Write(buffer, 0, rows * rowBytes);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
