namespace Judger.Export.Families.SmolVlm;

/// <summary>
/// The rows of the position embeddings that a tile's patches have. Idefics3 does not count patches: it looks for each patch's place, a fraction of the side, in
/// the list of the rows' own places. In float32 a fraction may fall short of the place that it is equal to, and the patch then has the row before. That is so
/// at 19, 25, 29, 31, 38 patches a side and at some above; the models were trained with it.
/// </summary>
internal static class PositionBuckets
{
    // torch.arange computes so many values from one that is rounded to float32 (AVX2), the rest each on its own.
    private const int Lanes = 8;
    private const float LastPlace = (float)(1.0 - 1e-6);

    /// <summary>For each patch of a square, its row; null where each has the row of its own number.</summary>
    /// <param name="side">Patches along a side.</param>
    public static IReadOnlyList<int>? Of(int side)
    {
        var along = Along(side);
        return along.Select((bucket, index) => bucket == index).All(same => same)
            ? null
            : [.. along.SelectMany(row => along.Select(column => (row * side) + column))];
    }

    private static int[] Along(int side)
    {
        var boundaries = Boundaries(side);
        var step = 1f / side;
        return [.. Enumerable.Range(0, side).Select(index => boundaries.Count(boundary => boundary <= Math.Min(index * step, LastPlace)))];
    }

    // torch.arange(1 / side, 1.0, 1 / side)
    private static float[] Boundaries(int side)
    {
        var step = 1.0 / side;
        var boundaries = new float[Math.Max((int)Math.Ceiling((1.0 - step) / step), 0)];
        var whole = boundaries.Length / Lanes * Lanes;
        for (var i = 0; i < boundaries.Length; i++)
        {
            var first = i / Lanes * Lanes;
            boundaries[i] = i < whole ? (float)((float)(step + (step * first)) + (step * (i - first))) : (float)(step + (step * i));
        }

        return boundaries;
    }
}
