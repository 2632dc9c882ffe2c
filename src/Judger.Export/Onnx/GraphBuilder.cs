using System.Runtime.InteropServices;
using Google.Protobuf;
using Judger.Export.Checkpoints;
using Judger.Export.Output;

namespace Judger.Export.Onnx;

/// <summary>Builds one ONNX model. Values are known by name; every operator returns the name of its first output.</summary>
internal sealed class GraphBuilder
{
    private const string Contrib = "com.microsoft";
    private const int IrVersion = 10;

    // The newest one for which ONNX Runtime has a CUDA kernel of every operator used: a kernel that is registered without a last version serves the operator
    // as it was then, and opset 21 renewed Identity, Reshape, Cast and others without changing what they do.
    private const int Opset = 20;
    private const int InlineValues = 1024;

    private readonly GraphProto _graph;
    private readonly ExternalData _data;
    private readonly string _prefix;
    private readonly HashSet<string> _constants = new(StringComparer.Ordinal);
    private int _names;

    /// <param name="name">The graph's file.</param>
    /// <param name="data">Takes its large tensors.</param>
    /// <param name="prefix">Begins the names of its values and nodes, for nodes that are added to another graph.</param>
    public GraphBuilder(string name, ExternalData data, string prefix = "")
    {
        (_data, _prefix) = (data, prefix);
        _graph = new GraphProto { Name = Path.GetFileNameWithoutExtension(name) };
    }

    public string Input(string name, ElementType type, params Dimension[] shape)
    {
        _graph.Input.Add(Describe(name, type, shape));
        return name;
    }

    /// <summary>Declares that the value of this name is an output.</summary>
    public void Output(string name, ElementType type, params Dimension[] shape) => _graph.Output.Add(Describe(name, type, shape));

    /// <summary>An operator of ONNX.</summary>
    public string Op(string type, string[] inputs, params AttributeProto[] attributes)
    {
        var output = Fresh(type);
        Node("", type, inputs, [output], attributes);
        return output;
    }

    /// <summary>An operator of ONNX Runtime's own domain.</summary>
    public string ContribOp(string type, string[] inputs, params AttributeProto[] attributes)
    {
        var output = Fresh(type);
        ContribNode(type, inputs, [output], attributes);
        return output;
    }

    /// <summary>An operator of ONNX Runtime's own domain with named outputs; an empty name leaves an output out.</summary>
    public void ContribNode(string type, string[] inputs, string[] outputs, params AttributeProto[] attributes) =>
        Node(Contrib, type, inputs, outputs, attributes);

    /// <summary>Gives a value the name of an output.</summary>
    public void Name(string value, string name) => Node("", "Identity", [value], [name], []);

    /// <summary>A small vector of whole numbers, such as a shape or an axis.</summary>
    public string Integers(params long[] values) =>
        Constant($"int64.{string.Join('_', values)}", ElementType.Int64, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()));

    /// <summary>A small vector of whole numbers of 32 bits, for operators that take them beside an input of that type.</summary>
    public string ShortIntegers(params int[] values) =>
        Constant($"int32.{string.Join('_', values)}", ElementType.Int32, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()));

    /// <summary>A whole number without dimensions.</summary>
    public string Scalar(long value) => Constant($"scalar.{value}", ElementType.Int64, [], MemoryMarshal.AsBytes([value]));

    /// <summary>A real number without dimensions.</summary>
    public string Scalar(float value) => Constant(FormattableString.Invariant($"scalar.f.{value:R}"), ElementType.Float32, [], MemoryMarshal.AsBytes([value]));

    /// <summary>A number from 0 to 255 without dimensions.</summary>
    public string Byte(byte value) => Constant($"scalar.b.{value}", ElementType.UInt8, [], [value]);

    /// <summary>The truth without dimensions.</summary>
    public string True() => Constant("true", ElementType.Bool, [], [1]);

    /// <summary>A small vector of truth values.</summary>
    public string Flags(string name, bool[] values) => Constant(name, ElementType.Bool, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()));

    /// <summary>A tensor of real numbers; a short one stays within the graph.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Float32 or Float16.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="values">Its values, which are rounded to the type.</param>
    public string Floats(string name, ElementType type, long[] shape, float[] values) => Floats(name, type, shape, () => values);

    /// <inheritdoc cref="Floats(string, ElementType, long[], float[])"/>
    public string Floats(string name, ElementType type, long[] shape, Func<float[]> values)
    {
        var elements = shape.Aggregate(1L, (product, size) => product * size);
        return elements <= InlineValues
            ? Constant(name, type, shape, Bytes())
            : Large(name, type, shape, file => file.Write(Bytes()));

        ReadOnlySpan<byte> Bytes()
        {
            var floats = values();
            if (type == ElementType.Float32) return MemoryMarshal.AsBytes(floats.AsSpan());
            if (type == ElementType.Float16) return MemoryMarshal.AsBytes(Array.ConvertAll(floats, value => (Half)value).AsSpan());
            var halves = new ushort[floats.Length];
            FloatFormats.RoundToBFloat16(floats, halves);
            return MemoryMarshal.AsBytes(halves.AsSpan());
        }
    }

    /// <summary>A tensor whose bytes are written beside the graph.</summary>
    public string Large(string name, ElementType type, long[] shape, Action<OutputFile> write)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type, Dims = { shape } };
        _data.Write(tensor, shape.Aggregate((long)type.Bytes(), (product, size) => checked(product * size)), write);
        _graph.Initializer.Add(tensor);
        return name;
    }

    /// <summary>The whole model.</summary>
    public ModelProto Model() => new()
    {
        IrVersion = IrVersion,
        ProducerName = "judger",
        Graph = _graph,
        OpsetImport = { new OperatorSetIdProto { Version = Opset }, new OperatorSetIdProto { Domain = Contrib, Version = 1 } },
    };

    public string Fresh(string type) => $"{_prefix}{type}.{_names++}";

    private static ValueInfoProto Describe(string name, ElementType type, Dimension[] shape) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = (int)type,
                Shape = new TensorShapeProto { Dim = { shape.Select(dimension => dimension.ToProto()) } },
            },
        },
    };

    private string Constant(string name, ElementType type, long[] shape, ReadOnlySpan<byte> bytes)
    {
        if (_constants.Add(name))
            _graph.Initializer.Add(new TensorProto { Name = name, DataType = (int)type, Dims = { shape }, RawData = ByteString.CopyFrom(bytes) });
        return name;
    }

    private void Node(string domain, string type, string[] inputs, string[] outputs, AttributeProto[] attributes) => _graph.Node.Add(new NodeProto
    {
        Domain = domain,
        OpType = type,
        Name = Fresh("node." + type),
        Input = { inputs },
        Output = { outputs },
        Attribute = { attributes },
    });
}
