namespace Judger.Export.Synthetic;

/// <summary>A tensor of a random checkpoint.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Middle">The mean of its values.</param>
/// <param name="Reach">How far from the mean they go; they are uniform.</param>
internal sealed record LayoutTensor(string Name, long[] Shape, double Middle, double Reach)
{
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);
}
