using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace Judger.Training.Model;

/// <summary>Rotary tables and masks for each packing that occurs, made once and shared by all replicas.</summary>
internal sealed class PackingTables(ModelGeometry geometry, ScalarType compute)
{
    private const float Masked = -1e9f;

    private readonly ConcurrentDictionary<(int Prefix, int Segments, int Length), (Tensor Cosine, Tensor Sine, Tensor Mask)> _packed = new();
    private readonly ConcurrentDictionary<int, Tensor> _causal = new();

    /// <summary>Cosine and sine [total, head size] (the sine's first half negated, for roll-by-half rotation) and the mask [1, 1, packed, total].</summary>
    public (Tensor Cosine, Tensor Sine, Tensor Mask) For(int prefix, int segments, int length) =>
        _packed.GetOrAdd((prefix, segments, length), key => Make(key.Prefix, key.Segments, key.Length));

    /// <summary>The causal mask [1, 1, length, length].</summary>
    public Tensor Causal(int length) => _causal.GetOrAdd(length, size =>
    {
        var mask = new float[size * size];
        for (var i = 0; i < size; i++) mask.AsSpan((i * size) + i + 1, size - i - 1).Fill(Masked);
        return Keep(mask, 1, 1, size, size);
    });

    private (Tensor Cosine, Tensor Sine, Tensor Mask) Make(int prefix, int segments, int length)
    {
        int packed = segments * length, total = prefix + packed, size = geometry.HeadSize, half = size / 2;
        var cosine = new float[total * size];
        var sine = new float[total * size];
        for (var i = 0; i < total; i++)
        {
            var position = i < prefix ? i : prefix + ((i - prefix) % length);
            for (var k = 0; k < size; k++)
            {
                var angle = position * Math.Pow(geometry.RopeTheta, -2.0 * (k % half) / size);
                cosine[(i * size) + k] = (float)Math.Cos(angle);
                sine[(i * size) + k] = (float)(k < half ? -Math.Sin(angle) : Math.Sin(angle));
            }
        }

        var mask = new float[packed * total];
        for (var i = 0; i < packed; i++)
        {
            for (var j = prefix; j < total; j++)
            {
                var key = j - prefix;
                if (key / length != i / length || key > i) mask[(i * total) + j] = Masked;
            }
        }

        return (Keep(cosine, total, size), Keep(sine, total, size), Keep(mask, 1, 1, packed, total));
    }

    private Tensor Keep(float[] values, params long[] shape)
    {
        using var scope = torch.NewDisposeScope();
        return Floats.Of(values, shape).to(compute).DetachFromDisposeScope();
    }
}
