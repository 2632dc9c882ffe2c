namespace Judger.Export.Synthetic;

/// <summary>
/// The tensors of a random checkpoint, in order. Their values are uniform with a variance of one over the values that are added up, so that activations keep
/// their size through the layers.
/// </summary>
internal sealed class TensorList
{
    // A bias is small beside what it is added to.
    private const int BiasFan = 25;

    private readonly List<LayoutTensor> _tensors = [];

    public IReadOnlyList<LayoutTensor> Tensors => _tensors;

    /// <summary>A tensor of which so many values are added up.</summary>
    public void Add(string name, int fan, params long[] shape) => _tensors.Add(new(name, shape, 0, Math.Sqrt(3.0 / fan)));

    /// <summary>The matrix <c>NAME.weight [outputs, inputs]</c>.</summary>
    public void AddMatrix(string name, int outputs, int inputs) => Add(name + ".weight", inputs, outputs, inputs);

    /// <summary>A matrix and, where the layer has one, its bias.</summary>
    public void AddLinear(string name, int outputs, int inputs, bool hasBias = true)
    {
        AddMatrix(name, outputs, inputs);
        if (hasBias) AddBias(name, outputs);
    }

    /// <summary>The bias <c>NAME.bias</c>.</summary>
    public void AddBias(string name, int width) => Add(name + ".bias", BiasFan, width);

    /// <summary>A norm with its bias, if it has one.</summary>
    public void AddNorm(string name, int width, bool hasBias = true)
    {
        AddScale(name + ".weight", width);
        if (hasBias) AddBias(name, width);
    }

    /// <summary>A scale around one, or around what stands for one.</summary>
    public void AddScale(string name, int width, double middle = 1) => _tensors.Add(new(name, [width], middle, 0.2));
}
