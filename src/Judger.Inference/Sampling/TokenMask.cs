using System.Numerics;

namespace Judger.Inference.Sampling;

/// <summary>Takes tokens away that may not come.</summary>
internal static class TokenMask
{
    private const int Width = 64;

    /// <summary>Copies the logits of the tokens whose bit is set; those of others become minus infinity.</summary>
    public static void Apply(ReadOnlySpan<ulong> mask, ReadOnlySpan<float> logits, Span<float> allowed)
    {
        for (var word = 0; word * Width < logits.Length; word++)
        {
            var (first, bits) = (word * Width, mask[word]);
            var count = Math.Min(Width, logits.Length - first);
            var from = logits.Slice(first, count);
            var to = allowed.Slice(first, count);
            if (bits == ulong.MaxValue)
            {
                from.CopyTo(to);
                continue;
            }

            to.Fill(float.NegativeInfinity);
            for (; bits != 0; bits &= bits - 1)
            {
                var token = BitOperations.TrailingZeroCount(bits);
                to[token] = from[token];
            }
        }
    }
}
