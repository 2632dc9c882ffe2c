using TorchSharp;
using static TorchSharp.torch;

namespace Judger.Training.Model;

/// <summary>
/// All parameters in one flat float32 vector, so that the optimiser is ten tensor operations. A replica shares the values and has a gradient of its own:
/// one per data-parallel thread.
/// </summary>
internal sealed class ParameterStore : IDisposable
{
    private readonly ParameterLayout _layout;
    private readonly Dictionary<string, int> _index;
    private readonly long[] _sizes;
    private readonly ScalarType _compute;
    private Tensor[] _parts = [];

    public ParameterStore(ParameterLayout layout, ScalarType compute)
        : this(layout, compute, torch.tensor(InitialValues(layout)))
    {
    }

    private ParameterStore(ParameterLayout layout, ScalarType compute, Tensor values)
    {
        _layout = layout;
        _compute = compute;
        _sizes = [.. layout.Units.Select(unit => unit.Size)];
        _index = layout.Units.Select((unit, i) => (unit.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        Flat = values.DetachFromDisposeScope().requires_grad_(true);
    }

    /// <summary>The flat vector, a leaf that collects gradients.</summary>
    public Tensor Flat { get; }

    public ParameterLayout Layout => _layout;

    public ScalarType Compute => _compute;

    public ParameterStore Replica() => new(_layout, _compute, Flat.detach());

    /// <summary>Takes the current values for one forward pass, in the compute type.</summary>
    public void BeginStep() => _parts = torch.split(_compute == ScalarType.Float32 ? Flat : Flat.to(_compute), _sizes, 0);

    /// <summary>The parameter unit whose first tensor has this checkpoint name.</summary>
    public Tensor this[string name]
    {
        get
        {
            var i = _index[name];
            var shape = _layout.Units[i].Shape;
            return shape.Length == 1 ? _parts[i] : _parts[i].view(shape);
        }
    }

    /// <summary>A vector as long as the parameters with one value for each unit, for masks of the optimiser.</summary>
    public Tensor PerUnit(Func<ParameterUnit, float> value)
    {
        var values = new float[_layout.Size];
        long offset = 0;
        foreach (var unit in _layout.Units)
        {
            values.AsSpan((int)offset, (int)unit.Size).Fill(value(unit));
            offset += unit.Size;
        }

        return torch.tensor(values).DetachFromDisposeScope();
    }

    public float[] Read() => Read(Flat);

    public static float[] Read(Tensor vector)
    {
        using var scope = torch.NewDisposeScope();
        return vector.detach().data<float>().ToArray();
    }

    public void Write(float[] values)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        Flat.copy_(torch.tensor(values));
    }

    public void Dispose() => Flat.Dispose();

    private static float[] InitialValues(ParameterLayout layout)
    {
        var values = new float[layout.Size];
        var offset = 0;
        foreach (var unit in layout.Units)
        {
            for (var part = 0; part < unit.Tensors.Length; part++)
            {
                unit.Initial(values.AsSpan(offset, (int)unit.TensorSize), part);
                offset += (int)unit.TensorSize;
            }
        }

        return values;
    }
}
