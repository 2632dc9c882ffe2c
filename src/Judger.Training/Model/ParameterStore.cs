using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Judger.Training.Model;

/// <summary>
/// The parameters: those that are trained in one flat float32 vector, so that the optimiser is ten tensor operations, those that are frozen apart, without
/// gradient or optimiser state. A replica shares the values and has a gradient of its own: one per data-parallel thread.
/// </summary>
internal sealed class ParameterStore : IDisposable
{
    private readonly ParameterLayout _layout;
    private readonly Dictionary<string, int> _index;
    private readonly bool[] _isTrained;
    private readonly long[] _sizes;
    private readonly Tensor?[] _frozen;
    private readonly ScalarType _compute;
    private readonly double _adapterScale;
    private readonly bool _ownsFrozen;
    private Tensor[] _parts = [];

    /// <param name="layout">Names, shapes and initial values.</param>
    /// <param name="compute">The type of the forward and backward pass.</param>
    /// <param name="isTrained">Which units are trained; all unless given.</param>
    /// <param name="adapterScale">What an adapter's product is multiplied by before it is added: alpha / rank.</param>
    public ParameterStore(ParameterLayout layout, ScalarType compute, Func<ParameterUnit, bool>? isTrained = null, double adapterScale = 1)
    {
        _layout = layout;
        _compute = compute;
        _adapterScale = adapterScale;
        _isTrained = [.. layout.Units.Select(unit => isTrained?.Invoke(unit) ?? true)];
        _sizes = [.. layout.Units.Where((_, i) => _isTrained[i]).Select(unit => unit.Size)];
        _index = layout.Units.Select((unit, i) => (unit.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        _frozen = new Tensor?[layout.Units.Count];
        _ownsFrozen = true;
        if (TrainedSize > Array.MaxLength)
        {
            throw new TrainingException(
                $"{TrainedSize:N0} parameters are to be trained, more than one vector of {Array.MaxLength:N0} holds; train adapters instead (--lora).");
        }
        Flat = Floats.Of(InitialValues()).DetachFromDisposeScope().requires_grad_(true);
    }

    private ParameterStore(ParameterStore original)
    {
        (_layout, _index, _isTrained, _sizes, _frozen, _compute, _adapterScale) =
            (original._layout, original._index, original._isTrained, original._sizes, original._frozen, original._compute, original._adapterScale);
        Flat = original.Flat.detach().DetachFromDisposeScope().requires_grad_(true);
    }

    /// <summary>The flat vector of the trained units, a leaf that collects gradients.</summary>
    public Tensor Flat { get; }

    public ParameterLayout Layout => _layout;

    public ScalarType Compute => _compute;

    /// <summary>Values of the flat vector.</summary>
    public long TrainedSize => _sizes.Sum();

    public ParameterStore Replica() => new(this);

    public bool IsTrained(int unit) => _isTrained[unit];

    /// <summary>Takes the current values for one forward pass, in the compute type.</summary>
    public void BeginStep()
    {
        var trained = torch.split(_compute == ScalarType.Float32 ? Flat : Flat.to(_compute), _sizes, 0);
        var next = 0;
        _parts = [.. _isTrained.Select((isTrained, i) => isTrained ? trained[next++] : _frozen[i]!.to(_compute))];
    }

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

    /// <summary>What the adapters of a unit add to its product with x, scale * B A x of each of its tensors; null where it has none.</summary>
    public Tensor? Adapted(string name, Tensor x)
    {
        if (!_index.ContainsKey(ParameterLayout.AdapterUp(name))) return null;
        using Scalar scale = _adapterScale;
        var products = _layout.Units[_index[name]].Tensors
            .Select(tensor => F.linear(F.linear(x, this[ParameterLayout.AdapterDown(tensor)]), this[ParameterLayout.AdapterUp(tensor)])).ToList();
        return torch.cat(products, -1).mul(scale);
    }

    /// <summary>A vector as long as the flat one with one value for each unit, for masks of the optimiser.</summary>
    public Tensor PerUnit(Func<ParameterUnit, float> value)
    {
        var values = new float[TrainedSize];
        var offset = 0;
        foreach (var unit in _layout.Units.Where((_, i) => _isTrained[i]))
        {
            values.AsSpan(offset, (int)unit.Size).Fill(value(unit));
            offset += (int)unit.Size;
        }

        return Floats.Of(values).DetachFromDisposeScope();
    }

    /// <summary>The flat vector's values.</summary>
    public float[] Read() => Read(Flat);

    /// <summary>The values of one unit, its adapters added.</summary>
    public float[] Read(int unit)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        return Read(Merged(unit));
    }

    public static float[] Read(Tensor vector)
    {
        using var scope = torch.NewDisposeScope();
        return vector.detach().contiguous().data<float>().ToArray();
    }

    public void Write(float[] values)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        Flat.copy_(torch.tensor(values));
    }

    /// <summary>Sets the values of one unit.</summary>
    public void Write(int unit, float[] values)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        Value(unit).copy_(torch.tensor(values));
    }

    public void Dispose()
    {
        Flat.Dispose();
        if (!_ownsFrozen) return;
        foreach (var part in _frozen) part?.Dispose();
    }

    /// <summary>The float32 values of one unit, without adapters; a view of them.</summary>
    private Tensor Value(int unit) => _isTrained[unit]
        ? Flat.detach().narrow(0, _layout.Units.Take(unit).Where((_, i) => _isTrained[i]).Sum(other => other.Size), _layout.Units[unit].Size)
        : _frozen[unit]!;

    /// <summary>W + scale * B A for every tensor of a unit that has adapters; W for one that has none.</summary>
    private Tensor Merged(int unit)
    {
        var tensors = _layout.Units[unit].Tensors;
        if (!_index.ContainsKey(ParameterLayout.AdapterUp(tensors[0]))) return Value(unit);
        using Scalar scale = _adapterScale;
        var products = tensors.Select(tensor => torch.matmul(Factor(ParameterLayout.AdapterUp(tensor)), Factor(ParameterLayout.AdapterDown(tensor)))).ToList();
        return Value(unit) + torch.cat(products, 0).mul(scale).view(-1);

        Tensor Factor(string name) => Value(_index[name]).view(_layout.Units[_index[name]].Shape);
    }

    private float[] InitialValues()
    {
        var values = new float[TrainedSize];
        var offset = 0;
        for (var i = 0; i < _layout.Units.Count; i++)
        {
            var unit = _layout.Units[i];
            var own = _isTrained[i] ? values.AsSpan(offset, (int)unit.Size) : new float[unit.Size];
            for (var part = 0; part < unit.Tensors.Length; part++) unit.Initial(own.Slice(part * (int)unit.TensorSize, (int)unit.TensorSize), part);
            if (_isTrained[i]) offset += own.Length;
            else _frozen[i] = Floats.Of(own.ToArray()).DetachFromDisposeScope();
        }

        return values;
    }
}
