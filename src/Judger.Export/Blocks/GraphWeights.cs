using Judger.Export.Checkpoints;
using Judger.Export.Formats;
using Judger.Export.Onnx;
using Judger.Inference.Manifest;

namespace Judger.Export.Blocks;

/// <summary>Brings a checkpoint's tensors into a graph, in the number formats of the precision.</summary>
internal sealed class GraphWeights
{
    private readonly Checkpoint _checkpoint;
    private readonly ILinearFormat _format;

    /// <summary>Chooses the formats.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="checkpoint">Where the tensors come from.</param>
    /// <param name="format">What the graph computes in.</param>
    public GraphWeights(GraphBuilder graph, Checkpoint checkpoint, GraphFormat format)
    {
        (Graph, _checkpoint) = (graph, checkpoint);
        Compute = format.Precision switch
        {
            ModelPrecision.Float16 => ElementType.Float16,
            ModelPrecision.BFloat16 => ElementType.BFloat16,
            _ => ElementType.Float32,
        };
        _format = format.LinearLayers(graph, Compute);
    }

    /// <summary>Takes a format.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="checkpoint">Where the tensors come from.</param>
    /// <param name="format">How linear layers are stored and multiplied; everything else is float32.</param>
    public GraphWeights(GraphBuilder graph, Checkpoint checkpoint, ILinearFormat format) =>
        (Graph, _checkpoint, Compute, _format) = (graph, checkpoint, ElementType.Float32, format);

    /// <summary>The graph that the tensors go to.</summary>
    public GraphBuilder Graph { get; }

    /// <summary>The number format of everything but linear layers.</summary>
    public ElementType Compute { get; }

    /// <summary>A vector.</summary>
    public string Vector(string name, int length) => Floats(name, _checkpoint.Tensor(name, length), [length]);

    /// <summary>A vector with a number added to each of its values.</summary>
    public string Vector(string name, int length, float offset)
    {
        if (offset == 0) return Vector(name, length);
        var values = Checked(_checkpoint.Tensor(name, length));
        for (var i = 0; i < values.Length; i++) values[i] += offset;
        return Graph.Floats(name, Compute, [length], values);
    }

    /// <summary>Several vectors end to end, as one.</summary>
    public string Vectors(string name, params (string Name, int Length)[] parts)
    {
        float[] values = [.. parts.SelectMany(part => Checked(_checkpoint.Tensor(part.Name, part.Length)))];
        return Graph.Floats(name, Compute, [values.Length], values);
    }

    /// <summary>A tensor under another shape of as many elements.</summary>
    public string Reshaped(string name, long[] shape, params long[] newShape) => Floats(name, _checkpoint.Tensor(name, shape), newShape);

    /// <summary>Rows of a table <c>[count, width]</c> in another order, as <c>[1, rows, width]</c>.</summary>
    public string Rows(string name, int count, int width, IReadOnlyList<int> rows)
    {
        var table = Checked(_checkpoint.Tensor(name, count, width));
        return Graph.Floats(name, Compute, [1, rows.Count, width], [.. rows.SelectMany(row => table.AsSpan(row * width, width).ToArray())]);
    }

    /// <summary>A linear layer without its bias.</summary>
    public Func<string, string> Linear(string name, int outputs, int inputs) => Linear(name, Tensor(name, outputs, inputs));

    /// <summary>Several linear layers of the same input side by side, without their biases.</summary>
    public Func<string, string> Linear(string name, params CheckpointTensor[] parts) => _format.Load(name, new Matrix(parts));

    /// <summary>Applies the linear layer <c>PREFIX.weight</c>, which has no bias.</summary>
    public string Project(string prefix, string x, int outputs, int inputs) => Linear(prefix + ".weight", outputs, inputs)(x);

    /// <summary>Applies the linear layer <c>PREFIX.weight</c> and adds <c>PREFIX.bias</c>.</summary>
    public string Affine(string prefix, string x, int outputs, int inputs) =>
        Graph.Op("Add", [Project(prefix, x, outputs, inputs), Vector(prefix + ".bias", outputs)]);

    /// <summary>A matrix of this shape.</summary>
    public CheckpointTensor Tensor(string name, int outputs, int inputs) => _checkpoint.Tensor(name, outputs, inputs);

    /// <summary>A float32 input in the graph's own number format.</summary>
    public string Enter(string input) => Convert(input, Compute);

    /// <summary>Makes a value a float32 output.</summary>
    public void Leave(string value, string name, params Dimension[] shape)
    {
        Graph.Name(Convert(value, ElementType.Float32, from: Compute), name);
        Graph.Output(name, ElementType.Float32, shape);
    }

    public string Convert(string value, ElementType to, ElementType from = ElementType.Float32) =>
        to == from ? value : Graph.Op("Cast", [value], Attributes.Of("to", (long)to));

    private string Floats(string name, CheckpointTensor tensor, long[] shape) => Graph.Floats(name, Compute, shape, Checked(tensor));

    private float[] Checked(CheckpointTensor tensor)
    {
        var values = tensor.ToFloats();
        return Compute == ElementType.Float16 && FloatFormats.BeyondFloat16(values) is { } value
            ? throw tensor.Error($"holds {value:G4}, {FloatFormat.Beyond}", FloatFormat.Remedy)
            : values;
    }
}
