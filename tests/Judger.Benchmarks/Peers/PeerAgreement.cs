using System.Globalization;
using System.Numerics.Tensors;

namespace Judger.Benchmarks.Peers;

/// <summary>Whether engines compute the same: a form that computes something else is not to be measured.</summary>
internal static class PeerAgreement
{
    private const int CheckedTokens = 40;

    /// <summary>Compares a model that is resident in all engines.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sides">The engines, this one first.</param>
    /// <param name="isBounded">Whether a cosine that is too low is an error: behind many layers, random weights make much of rounding to few bits.</param>
    /// <exception cref="InvalidOperationException">They compute something else.</exception>
    public static void Require(PeerModel model, IReadOnlyList<PeerSide> sides, bool isBounded)
    {
        var tokens = new Random(2).GetItems(Enumerable.Range(3, model.Shape.Geometry.Vocabulary - 3).ToArray(), CheckedTokens + 1);
        Compare(model, "logits", isBounded ? model.LeastCosine : 0, sides, side =>
        {
            side.Peer.Prefill(0, tokens.AsSpan(0, CheckedTokens));
            side.Peer.Step(CheckedTokens, tokens[^1]);
            return side.Peer.Logits();
        });
        Compare(model, "features", isBounded ? model.LeastFeatureCosine : 0, [.. sides.Where(side => side.Encoder is not null)], side =>
        {
            side.Encoder!.Encode(1);
            return Common(side, side.Encoder.Features, model.Shape.Geometry.Hidden);
        });
    }

    // llama.cpp gives the patches from the second one on, and behind them the class token (GgufVisionModel).
    private static float[] Common(PeerSide side, ReadOnlySpan<float> features, int hidden) =>
        (side.Kind == PeerKind.Llama ? features[..^hidden] : features[hidden..]).ToArray();

    private static void Compare(PeerModel model, string what, double least, IReadOnlyList<PeerSide> sides, Func<PeerSide, float[]> compute)
    {
        var values = sides.Select(compute).ToArray();
        for (var other = 1; other < values.Length; other++)
        {
            var (name, cosine) = (sides[other].Kind.Title(), TensorPrimitives.CosineSimilarity<float>(values[0], values[other]));
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {model.Name}: cosine of {what} with {name} {cosine:F6}"));
            if (!(cosine >= least)) throw new InvalidOperationException($"{name} computes other {what} ({model.Name}, cosine {cosine}).");
        }
    }
}
