using Judger.Inference.Decoding;

namespace Judger.Inference.Vision;

/// <summary>Puts the features of an image's tensors between the embeddings of its markers.</summary>
internal static class SplitPacker
{
    /// <summary>Packs features.</summary>
    /// <param name="features">Projected features <c>[tensors, tokens of one, hidden]</c>.</param>
    /// <param name="layout">The image.</param>
    /// <param name="pieces">Its pieces.</param>
    /// <param name="embeddings">Those of the vocabulary.</param>
    /// <param name="hidden">Width of a token.</param>
    /// <returns><c>[tokens, hidden]</c>.</returns>
    public static float[] Pack(
        ReadOnlySpan<float> features, ImageLayout layout, IReadOnlyList<ImagePiece> pieces, ITokenEmbeddings embeddings, int hidden)
    {
        var packed = new float[layout.Tokens * hidden];
        var tokens = packed.AsSpan();
        foreach (var piece in pieces)
        {
            foreach (var marker in piece.Markers)
            {
                embeddings.Read(marker, tokens[..hidden]);
                tokens = tokens[hidden..];
            }

            var count = piece.Encoded * hidden;
            features[..count].CopyTo(tokens);
            features = features[count..];
            tokens = tokens[count..];
        }

        return packed;
    }
}
